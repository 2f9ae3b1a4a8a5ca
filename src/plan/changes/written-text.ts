import { hideSecrets } from '../../model/secret-text.ts';
import { fieldsOf, textOf } from './fields.ts';
import { wordsText } from './make-reader.ts';

/** A value of the file in one line; undefined for structures, which may hold anything. */
export function writtenText(value: unknown): string | undefined {
  if (!Array.isArray(value))
    return nonEmpty(typeof value === 'boolean' ? String(value) : textOf(value));
  const texts = value.map(entryText);
  return texts.every((text) => text !== undefined) ? nonEmpty(texts.join(', ')) : undefined;
}

/** Of hooks their commands. */
function entryText(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null) return textOf(entry);
  const { command, ...rest } = fieldsOf(entry);
  if (command === undefined || Object.keys(rest).some((key) => !HOOK.has(key))) return undefined;
  return wordsText(command);
}

const HOOK: ReadonlySet<string> = new Set([
  'image',
  'user',
  'privileged',
  'working_dir',
  'environment',
  'per_replica',
]);

const nonEmpty = (text: string): string | undefined =>
  text === '' ? undefined : hideSecrets(text);
