/** Blocks with wrong indentation, which the schema would answer with one complaint for each of their lines. */
import type { Diagnostic } from '../model/diagnostic.ts';
import { formatPath } from '../model/json.ts';
import type { SchemaError } from './compose-validator.gen.js';
import { keysAt } from './schema-place.ts';
import { quoted } from './schema-words.ts';
import { placeOf } from './source-position.ts';
import { childOf, type MapEntry, type Node } from './tree.ts';

export interface MisplacedBlock {
  readonly diagnostic: Diagnostic;
  /** Whether an error at this JSON pointer comes from the same mistake. */
  readonly covers: (pointer: string) => boolean;
}

/** What stands directly under `services` with the name of an attribute or of a top-level key, and is no service. */
export function misplacedBlocks(
  model: Node,
  errors: readonly SchemaError[],
): readonly MisplacedBlock[] {
  const services = childOf(model, 'services');
  if (services?.kind !== 'map') return [];
  return [...services.entries].flatMap(([name, entry]) => {
    const hint = hintFor(name, entry.value);
    const covers = (pointer: string) =>
      pointer === `/services/${name}` || pointer.startsWith(`/services/${name}/`);
    const isWrong = hint !== undefined && errors.some((error) => covers(error.instancePath));
    return isWrong ? [{ diagnostic: misplaced(name, entry, hint), covers }] : [];
  });
}

function hintFor(name: string, value: Node): string | undefined {
  const isTopLevelKey = keysAt('').includes(name);
  if (isTopLevelKey && value.kind !== 'list') {
    return `Move ${quoted(name)} to the left margin, beside "services"`;
  }
  if (!keysAt('services.*').includes(name)) return undefined;
  return `Indent ${quoted(name)} further, under the name of the service it belongs to`;
}

const misplaced = (name: string, entry: MapEntry, hint: string): Diagnostic => ({
  code: 'misplaced-key',
  severity: 'error',
  message: `${quoted(name)} stands where the name of a service is expected`,
  path: formatPath(['services', name]),
  at: placeOf(entry.key),
  hint,
});
