/** The problems that the walk over a YAML document can find, in words. */
import type { Diagnostic } from '../model/diagnostic.ts';
import { suggest } from '../model/suggest.ts';
import { LIMITS } from './limits.ts';
import { placeOf } from './source-position.ts';
import type { Origin } from './tree.ts';

const error = (code: string, message: string, origin: Origin, hint?: string): Diagnostic => ({
  code,
  severity: 'error',
  message,
  at: placeOf(origin),
  ...(hint ? { hint } : {}),
});

export const tooDeep = (origin: Origin): Diagnostic =>
  error('too-deep', `Mappings and lists are nested more than ${LIMITS.depth} levels deep`, origin);

export const tooManyDocuments = (origin: Origin): Diagnostic =>
  error('too-many-documents', `The file holds more than ${LIMITS.documents} documents`, origin);

export const tooManyNodes = (origin: Origin): Diagnostic =>
  error(
    'alias-limit',
    'Aliases and merge keys make this file too large',
    origin,
    'Refer to smaller parts, or write the values out',
  );

export function unknownAlias(origin: Origin, name: string, known: readonly string[]): Diagnostic {
  const near = suggest(name, known);
  const hint = near
    ? `Did you mean "*${near}"?`
    : `Define it above with "&${name}"; anchors do not reach over documents or files`;
  return error('unknown-alias', `No anchor "${name}" is defined before this alias`, origin, hint);
}

export const aliasCycle = (origin: Origin, name: string): Diagnostic =>
  error('alias-cycle', `The value of anchor "${name}" contains itself`, origin);

export function duplicateKey(key: string, second: Origin, first: Origin): Diagnostic {
  const firstPlace = placeOf(first);
  return {
    ...error(
      'duplicate-key',
      `Key "${key}" is already defined at line ${firstPlace.line}`,
      second,
      key === '<<' ? 'Merge several anchors with a list: "<<: [*a, *b]"' : 'Keep one of the two',
    ),
    related: [{ message: 'first defined here', at: firstPlace }],
  };
}

export const nonStringKey = (origin: Origin, written: string): Diagnostic =>
  error(
    'non-string-key',
    `Keys must be text, but ${written} is not`,
    origin,
    'Put quotes around the key',
  );

export const badMerge = (origin: Origin): Diagnostic =>
  error(
    'bad-merge',
    'Expected a mapping, or a list of mappings, behind the merge key "<<"',
    origin,
    'Refer to a mapping with an alias: "<<: *name"',
  );

export const badTag = (origin: Origin, tag: string): Diagnostic =>
  error('bad-tag', `The value does not fit its tag "${tag}"`, origin);

export const unknownTag = (origin: Origin, tag: string): Diagnostic => ({
  ...error('unknown-tag', `Tag "${tag}" means nothing here and is ignored`, origin),
  severity: 'warning',
  hint: 'Compose files know "!reset" and "!override"',
});

export const notAMapping = (origin: Origin, found: string): Diagnostic =>
  error(
    'wrong-type',
    `Expected a mapping at the top of a compose file, not ${found}`,
    origin,
    'Begin with "services:"',
  );
