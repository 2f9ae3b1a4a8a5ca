import type { Severity } from '../../model/diagnostic.ts';
import type { DataPath } from '../../model/json.ts';

/** Something about a service that the engine cannot do; `path` starts below the service. */
export interface RequestProblem {
  readonly code: string;
  readonly severity: Severity;
  readonly path: DataPath;
  readonly message: string;
  readonly hint?: string;
}
