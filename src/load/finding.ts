import type { Severity } from '../model/diagnostic.ts';
import type { DataPath } from '../model/json.ts';
import type { Project } from '../model/project.ts';

export type CheckedProject = Pick<
  Project,
  'services' | 'disabledServices' | 'networks' | 'volumes' | 'secrets' | 'configs' | 'models'
>;

/** A problem of the model, before its place is looked up. */
export interface Finding {
  readonly code: string;
  /** An error unless it says otherwise. */
  readonly severity?: Severity;
  readonly message: string;
  readonly path: DataPath;
  readonly part?: 'key' | 'value';
  /** Text to stand the caret under, where the place begins with it. */
  readonly mark?: string;
  /** A function where finding it takes time. */
  readonly hint?: string | (() => string | undefined) | undefined;
  readonly related?: RelatedPath | readonly RelatedPath[];
}

interface RelatedPath {
  readonly message: string;
  readonly path: DataPath;
}
