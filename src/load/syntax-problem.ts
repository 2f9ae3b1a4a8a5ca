/** Says in our words what the YAML parser stumbled over. */
import type { Diagnostic } from '../model/diagnostic.ts';
import { placeOf } from './source-position.ts';
import type { SourceText } from './tree.ts';

/** An error of the parser: its own code and wording, and half-open offsets. */
export interface ParserError {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
}

interface Wording {
  readonly code: 'yaml-syntax' | 'yaml-tab' | 'yaml-indent' | 'yaml-quote';
  readonly message: string;
  readonly hint?: string;
}

/** Undefined when Docker Compose reads the file all the same and nothing is lost. */
export function syntaxProblem(source: SourceText, error: ParserError): Diagnostic | undefined {
  if (isHarmless(error)) return undefined;
  const start = Math.min(error.pos[0], source.text.length);
  const end = Math.min(Math.max(error.pos[1], start + 1), source.text.length);
  const tab = tabInIndentation(source.text, start);
  const { code, message, hint } = tab === undefined ? wordingOf(error, source.text) : TAB;
  const origin = tab === undefined ? { source, start, end } : { source, start: tab, end: tab + 1 };
  return { code, severity: 'error', message, at: placeOf(origin), ...(hint ? { hint } : {}) };
}

const TAB: Wording = {
  code: 'yaml-tab',
  message: 'A tab is used for indentation, where YAML allows only spaces',
  hint: 'Replace the tab with spaces',
};

const INDENT: Wording = {
  code: 'yaml-indent',
  message: 'This line is not indented like the lines it belongs to',
  hint: 'All keys of a mapping, and all items of a list, start in the same column',
};

const QUOTE: Wording = {
  code: 'yaml-quote',
  message: 'A quoted value is never closed',
  hint: 'Add the missing quote; every line of a quoted value is indented more than its key',
};

const OTHER: Wording = {
  code: 'yaml-syntax',
  message: 'This text does not fit here',
  hint: 'Put quotes around values that contain YAML punctuation, and check the indentation',
};

const syntax = (message: string, hint?: string): Wording => ({
  code: 'yaml-syntax',
  message,
  ...(hint ? { hint } : {}),
});

const BY_CODE: Readonly<Record<string, Wording>> = {
  TAB_AS_INDENT: TAB,
  BAD_INDENT: INDENT,
  BLOCK_AS_IMPLICIT_KEY: syntax(
    'A value that is already written on this line is followed by another key',
    'Put quotes around a value that contains ": ", or begin the nested mapping on a new line',
  ),
  MULTILINE_IMPLICIT_KEY: syntax(
    'Expected ":" at the end of a key, which must be on one line',
    'A key and its colon stand on the same line; a list item begins with "- "',
  ),
  BAD_DQ_ESCAPE: syntax(
    'Unknown escape sequence in a double-quoted value',
    'Write a backslash as "\\\\", or use single quotes, which know no escapes',
  ),
  BLOCK_IN_FLOW: syntax('A block list or mapping cannot stand inside brackets'),
  KEY_OVER_1024_CHARS: syntax('A key is longer than 1024 characters'),
  MULTIPLE_ANCHORS: syntax('A value can have only one anchor ("&name")'),
  MULTIPLE_TAGS: syntax('A value can have only one tag ("!name")'),
  TAG_RESOLVE_FAILED: syntax('This tag cannot be read', 'Tags are written "!name"'),
  BAD_ALIAS: syntax('An anchor or alias needs a name'),
  ALIAS_PROPS: syntax('An alias ("*name") cannot have a tag or an anchor of its own'),
  BAD_PROP_ORDER: syntax('Anchors and tags stand after the "-", "?" or ":" they belong to'),
};

function wordingOf(error: ParserError, text: string): Wording {
  if (error.code === 'BAD_INDENT' && error.message.startsWith('Flow')) return UNCLOSED_BRACKET;
  if (error.code === 'MISSING_CHAR') return missingCharacter(error.message);
  if (error.code === 'BAD_SCALAR_START') return badStart(text.charAt(error.pos[0]));
  return BY_CODE[error.code] ?? OTHER;
}

const UNCLOSED_BRACKET = syntax('A bracket is never closed', 'Add the missing "]" or "}"');

function missingCharacter(message: string): Wording {
  if (message.includes('closing')) return QUOTE;
  if (message.includes('must end with')) return UNCLOSED_BRACKET;
  if (message.includes('followed by map values')) {
    return syntax(
      'Expected ":" and a value after this key',
      'Mappings are written "key: value", with a space after the colon',
    );
  }
  if (message.includes('without - indicator')) {
    return syntax('Expected "- " at the beginning of a list item');
  }
  if (message.includes('Missing ,') || message.includes('Missing space after :')) {
    return syntax('Expected "," between the entries inside brackets');
  }
  return OTHER;
}

const badStart = (character: string): Wording =>
  syntax(
    `A value without quotes cannot begin with "${character}"`,
    'Put quotes around the whole value',
  );

/** A `#` right behind a value, and closing brackets in the column of their key, mean what they seem to mean. */
function isHarmless({ code, message }: ParserError): boolean {
  return (
    (code === 'MISSING_CHAR' && message.startsWith('Comments must be separated')) ||
    (code === 'BAD_INDENT' && message.startsWith('Flow end indicator'))
  );
}

/** Offset of a tab among the blanks that begin the line. */
function tabInIndentation(text: string, offset: number): number | undefined {
  let at = text.lastIndexOf('\n', offset - 1) + 1;
  while (text[at] === ' ') at += 1;
  return text[at] === '\t' ? at : undefined;
}
