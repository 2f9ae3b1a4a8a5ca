import { hideSecrets } from '../../model/secret-text.ts';
import { textOf } from './fields.ts';

/** A value of the file in one line; undefined for structures, which may hold anything. */
export function writtenText(value: unknown): string | undefined {
  if (!Array.isArray(value))
    return nonEmpty(typeof value === 'boolean' ? String(value) : textOf(value));
  const texts = value.map(entryText);
  return texts.every((text) => text !== undefined) ? nonEmpty(texts.join(', ')) : undefined;
}

/** Secrets and configs are named, whatever else is said of them. */
function entryText(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null) return textOf(entry);
  const keys = Object.keys(entry);
  if (!('source' in entry) || keys.some((key) => !REFERENCE.has(key))) return undefined;
  return textOf(entry.source);
}

const REFERENCE: ReadonlySet<string> = new Set(['source', 'target', 'uid', 'gid', 'mode']);

const nonEmpty = (text: string): string | undefined =>
  text === '' ? undefined : hideSecrets(text);
