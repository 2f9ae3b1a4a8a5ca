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
  const { text } = source;
  const start = Math.min(error.pos[0], text.length);
  const tab = tabInIndentation(text, start);
  const { code, message, hint } = tab === undefined ? wordingOf(error, text) : TAB;
  const range = tab === undefined ? markedRange(error, text) : { start: tab, end: tab + 1 };
  const at = placeOf({ source, ...range });
  return { code, severity: 'error', message, at, ...(hint ? { hint } : {}) };
}

/** What the caret stands under: the words of a line instead of its indentation, the bracket or quote that is open. */
function markedRange({ code, message, pos }: ParserError, text: string) {
  const start = Math.min(pos[0], text.length);
  const opening = openingFor(code, message)?.(text, start);
  if (opening !== undefined) return { start: opening, end: endOfLine(text, opening) };
  if (isBeforeTrouble(code, text, start)) return wordAfter(text, endOfLine(text, start) + 1);
  const isBlank = text.slice(lineStart(text, start), start + 1).trim() === '';
  if (isBlank) return wordAfter(text, start);
  return { start, end: Math.min(Math.max(pos[1], start + 1), text.length) };
}

/** The parser tells of a nested block where its line ends or its value begins; what is odd is the next line. */
function isBeforeTrouble(code: string, text: string, start: number): boolean {
  if (code !== 'BLOCK_AS_IMPLICIT_KEY') return false;
  const rest = text.slice(start, endOfLine(text, start));
  return rest.trim() === '' || !(rest.includes(': ') || rest.trimStart().startsWith('- '));
}

function wordAfter(text: string, offset: number) {
  let start = offset;
  while (text[start] === ' ') start += 1;
  const end = endOfLine(text, start);
  const word =
    /^(?:-(?= )|[^\s:]+)/.exec(text.slice(start, Math.min(end, start + LONGEST_WORD)))?.[0] ?? '';
  return { start, end: start + Math.max(1, word.length) };
}

const LONGEST_WORD = 200;

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}

function openingFor(code: string, message: string) {
  const isQuote = code === 'MISSING_CHAR' && message.includes('closing');
  if (isQuote) return (text: string, offset: number) => quoteBefore(text, offset, message);
  const isBracket = message.startsWith('Flow') || message.includes('must end with');
  return isBracket ? openingOf : undefined;
}

function quoteBefore(text: string, offset: number, message: string): number | undefined {
  const at = text.lastIndexOf(message.includes('"') ? '"' : "'", offset - 1);
  return at < 0 ? undefined : at;
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
  BAD_DQ_ESCAPE: syntax(
    'Unknown escape sequence in a double-quoted value',
    'Write a backslash as "\\\\", or use single quotes, which know no escapes',
  ),
  BLOCK_IN_FLOW: syntax('A block list or mapping cannot stand inside brackets'),
  KEY_OVER_1024_CHARS: syntax('A key is longer than 1024 characters'),
  MULTIPLE_ANCHORS: syntax('A value can have only one anchor ("&name")'),
  MULTIPLE_TAGS: syntax('A value can have only one tag ("!name")'),
  TAG_RESOLVE_FAILED: syntax('This tag cannot be read', 'Tags are written "!name"'),
  BAD_ALIAS: syntax(
    'An anchor ("&name") or alias ("*name") needs a name',
    'Put quotes around a value that begins with "*" or "&", such as "*"',
  ),
  ALIAS_PROPS: syntax('An alias ("*name") cannot have a tag or an anchor of its own'),
  BAD_PROP_ORDER: syntax('Anchors and tags stand after the "-", "?" or ":" they belong to'),
};

function wordingOf(error: ParserError, text: string): Wording {
  const line = text.slice(error.pos[0], endOfLine(text, error.pos[0])).trim();
  const special = SPECIAL_LINES.find(([pattern]) => pattern.test(line))?.[1];
  if (special) return special;
  if (error.code === 'BLOCK_AS_IMPLICIT_KEY') return wordingOfNested(line, text, error.pos[0]);
  if (error.code === 'UNEXPECTED_TOKEN') return wordingOfToken(line, text, error.pos[0]);
  if (error.code === 'BAD_INDENT' && error.message.startsWith('Flow')) return UNCLOSED_BRACKET;
  if (error.code === 'MULTILINE_IMPLICIT_KEY') return keyWithoutColon(line);
  if (error.code === 'MISSING_CHAR') return missingCharacter(error.message, line);
  if (error.code === 'BAD_SCALAR_START') return badStart(text.charAt(error.pos[0]));
  return BY_CODE[error.code] ?? OTHER;
}

function keyWithoutColon(
  line: string,
  message = 'Expected ":" at the end of a key, which must be on one line',
): Wording {
  const [, key = '', sign, value = ''] = /^([\w.-]+)(:|\s*=\s*)([^\s=].*)$/.exec(line) ?? [];
  if (sign === ':') return syntax(message, `Write a blank behind the colon: "${key}: …"`);
  if (sign !== undefined && value !== '') {
    return syntax(message, `Write ":" instead of "=": "${key}: …", or begin each line with "- "`);
  }
  return syntax(
    message,
    'Mappings are written "key: value", with a blank behind the colon; a list item begins with "- "',
  );
}

/** Whether there is no use in telling what else is wrong. */
export const isAboutTheFile = ({ message }: Diagnostic): boolean =>
  SPECIAL_LINES.some(([, wording]) => wording.message === message);

/** Lines that no compose file holds on purpose. */
const SPECIAL_LINES: readonly (readonly [RegExp, Wording])[] = [
  [
    /^(?:<{7}|={7}|>{7})(?:\s|$)/,
    syntax(
      'A merge conflict was left in the file',
      'Keep one of the two versions, and remove the lines "<<<<<<<", "=======" and ">>>>>>>"',
    ),
  ],
  [
    /^<(?:!doctype|html|\?xml)/i,
    syntax('This is a web page, not a compose file', 'Download the file itself ("raw")'),
  ],
  [
    /^(?:`{3}|~{3})/,
    syntax('A fence of Markdown was left in the file', 'Remove the lines that begin with "```"'),
  ],
];

const EXTRA_COMMA = syntax('A comma stands here without a value', 'Remove it');

function wordingOfToken(line: string, text: string, offset: number): Wording {
  if (line.startsWith(',')) return EXTRA_COMMA;
  return isAfterQuote(text, offset) ? AFTER_QUOTE : OTHER;
}

const isAfterQuote = (text: string, offset: number): boolean =>
  /["']\s*$/.test(text.slice(lineStart(text, offset), offset));

/** A key where the value of another has ended already. */
function wordingOfNested(line: string, text: string, offset: number): Wording {
  if (line === '') return INDENT;
  if (!line.startsWith('- ')) return line.includes(': ') ? COLON_IN_VALUE : TOO_DEEP_LINE;
  const before = text.slice(0, lineStart(text, offset)).trimEnd();
  const previous = before.slice(before.lastIndexOf('\n') + 1).trimStart();
  return previous.startsWith('- ') ? INDENT : STRAY_ITEM;
}

const COLON_IN_VALUE = syntax(
  'This value contains ": ", so it reads like another key',
  'Put quotes around the value, or begin a nested mapping on a new line',
);

const TOO_DEEP_LINE: Wording = {
  code: 'yaml-indent',
  message: 'The line before has a value already, so nothing can be indented below it',
  hint: 'Begin this line in the column of the line before',
};

const AFTER_QUOTE = syntax(
  'Text follows the closing quote of a value',
  "Write a quote inside quotes twice ('it''s'), or use the other kind around the value",
);

const STRAY_ITEM = syntax(
  'A list item ("- ") cannot stand among lines of the form "key: value"',
  'Write all lines in one of the two forms, in the same column',
);

const UNCLOSED_BRACKET = syntax('A bracket is never closed', 'Add the missing "]" or "}"');

function missingCharacter(message: string, line: string): Wording {
  if (message.includes('closing')) return QUOTE;
  if (message.includes('must end with')) return UNCLOSED_BRACKET;
  if (message.includes('followed by map values')) {
    return keyWithoutColon(line, 'Expected ":" and a value after this key');
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

/** Offset of the bracket or quote that is still open there. */
function openingOf(text: string, offset: number): number | undefined {
  let depth = 0;
  for (let at = offset - 1; at >= 0; at -= 1) {
    const character = text.charAt(at);
    if (']}'.includes(character)) depth += 1;
    else if ('[{'.includes(character) && depth > 0) depth -= 1;
    else if ('[{'.includes(character)) return at;
  }
  return undefined;
}

/** Offset of a tab among the blanks that begin the line. */
function tabInIndentation(text: string, offset: number): number | undefined {
  let at = text.lastIndexOf('\n', offset - 1) + 1;
  while (text[at] === ' ') at += 1;
  return text[at] === '\t' ? at : undefined;
}
