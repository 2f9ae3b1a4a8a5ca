import type { Diagnostic, RelatedPlace, Severity } from '../model/diagnostic.ts';
import { formatPath } from '../model/json.ts';
import { placeOf } from './source-position.ts';
import { pathOf } from './trail.ts';
import type { Trail } from './trail.ts';
import type { Origin } from './tree.ts';

export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly severity?: Severity;
  readonly trail?: Trail | undefined;
  readonly hint?: string | undefined;
  readonly related?: readonly RelatedPlace[];
}

/** A diagnostic at the place of an origin; an error unless it says otherwise. */
export function problemAt(origin: Origin | undefined, problem: Problem): Diagnostic {
  const { code, message, severity = 'error', trail, hint, related } = problem;
  return {
    code,
    severity,
    message,
    ...(trail && { path: formatPath(pathOf(trail)) }),
    ...(origin && { at: placeOf(origin) }),
    ...(related && { related }),
    ...(hint !== undefined && { hint }),
  };
}

/** With a capital letter at the beginning. */
export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
