import type { Diagnostic } from '../model/diagnostic.ts';
import type { Node } from './tree.ts';

/** Checks a whole compose model against the schema of the Compose specification. */
export function checkSchema(_model: Node): readonly Diagnostic[] {
  return [];
}
