/** The problems that the walk over a YAML document can find, in words. */
import type { Diagnostic } from '../model/diagnostic.ts';
import { suggest } from '../model/suggest.ts';
import { LIMITS } from './limits.ts';
import { placeOf } from './source-position.ts';
import type { Origin } from './tree.ts';

interface Wording {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

const errorAt = (origin: Origin, { code, message, hint }: Wording): Diagnostic => ({
  code,
  severity: 'error',
  message,
  at: placeOf(origin),
  ...(hint ? { hint } : {}),
});

export const tooDeep = (origin: Origin): Diagnostic =>
  errorAt(origin, {
    code: 'too-deep',
    message: `Mappings and lists are nested more than ${LIMITS.depth} levels deep`,
  });

export const tooManyDocuments = (origin: Origin): Diagnostic =>
  errorAt(origin, {
    code: 'too-many-documents',
    message: `The file holds more than ${LIMITS.documents} documents`,
  });

export const tooManyNodes = (origin: Origin): Diagnostic =>
  errorAt(origin, {
    code: 'alias-limit',
    message: 'Aliases and merge keys make this file too large',
    hint: 'Refer to smaller parts, or write the values out',
  });

export function unknownAlias(origin: Origin, name: string, known: readonly string[]): Diagnostic {
  const near = suggest(name, known);
  return errorAt(origin, {
    code: 'unknown-alias',
    message: `No anchor "${name}" is defined before this alias`,
    hint: near
      ? `Did you mean "*${near}"?`
      : `Define it above with "&${name}"; anchors do not reach over documents or files`,
  });
}

export const aliasCycle = (origin: Origin, name: string): Diagnostic =>
  errorAt(origin, {
    code: 'alias-cycle',
    message: `The value of anchor "${name}" contains itself`,
  });

export function duplicateKey(key: string, second: Origin, first: Origin): Diagnostic {
  const firstPlace = placeOf(first);
  return {
    ...errorAt(second, {
      code: 'duplicate-key',
      message: `Key "${key}" is already defined at line ${firstPlace.line}`,
      hint:
        key === '<<' ? 'Merge several anchors with a list: "<<: [*a, *b]"' : 'Keep one of the two',
    }),
    related: [{ message: 'first defined here', at: firstPlace }],
  };
}

export const nonStringKey = (origin: Origin, written: string): Diagnostic =>
  errorAt(origin, {
    code: 'non-string-key',
    message: `Keys must be text, but ${written} is not`,
    hint: 'Put quotes around the key',
  });

export const badMerge = (origin: Origin): Diagnostic =>
  errorAt(origin, {
    code: 'bad-merge',
    message: 'Expected a mapping, or a list of mappings, behind the merge key "<<"',
    hint: 'Refer to a mapping with an alias: "<<: *name"',
  });

/** A raw one never gets as far as the parser. */
export const escapedNul = (origin: Origin): Diagnostic =>
  errorAt(origin, {
    code: 'control-character',
    message: 'The value contains the control character U+0000, which ends a text for the engine',
    hint: 'Write "\\\\0" for a backslash and a zero',
  });

export const badTag = (origin: Origin, tag: string): Diagnostic =>
  errorAt(origin, { code: 'bad-tag', message: `The value does not fit its tag "${tag}"` });

export const unknownTag = (origin: Origin, tag: string): Diagnostic => ({
  ...errorAt(origin, {
    code: 'unknown-tag',
    message: `Tag "${tag}" means nothing here and is ignored`,
    hint: 'Compose files know "!reset" and "!override"',
  }),
  severity: 'warning',
});

export const notAMapping = (origin: Origin, found: string): Diagnostic =>
  errorAt(origin, {
    code: 'wrong-type',
    message: `Expected a mapping at the top of a compose file, not ${found}`,
    hint: 'Begin with "services:"',
  });

/** Word processors and web pages put these where quotes were typed. */
export const isInCurlyQuotes = (text: string): boolean => /^[“”„‘’‚][^“”„‘’‚]*[“”‘’]$/.test(text);

/** One for all of them; Docker Compose takes them for a part of the text without a word. */
export function curlyQuotes([first, ...others]: readonly Origin[]): Diagnostic {
  const at = first && placeOf(first);
  return {
    code: 'curly-quotes',
    severity: 'warning',
    message: 'Curly quotes do not quote: they become a part of the text',
    ...(at && { at }),
    ...(others.length > 0 && {
      related: others.slice(0, 10).map((origin) => ({ message: 'and here', at: placeOf(origin) })),
    }),
    hint: 'Write straight quotes (" or \'), or none',
  };
}
