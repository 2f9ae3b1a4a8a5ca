/** How a text is written in YAML so that it reads back as the same text, in the style of go-yaml. */

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal';

/** The style for a text. */
export function styleOf(text: string): ScalarStyle {
  const shape = inspect(text);
  if (text.includes('\n')) return shape.mayBeLiteral ? 'literal' : 'double';
  if (readsAsOtherType(text)) return 'double';
  if (shape.mayBePlain) return 'plain';
  return shape.mayBeSingle ? 'single' : 'double';
}

export function quoteSingle(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function quoteDouble(text: string): string {
  let result = '"';
  for (const letter of text) result += ESCAPES.get(letter) ?? escapeUnprintable(letter);
  return `${result}"`;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\0', '\\0'],
  ['\u0007', '\\a'],
  ['\b', '\\b'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\v', '\\v'],
  ['\f', '\\f'],
  ['\r', '\\r'],
  ['\u001b', '\\e'],
  ['\u0085', '\\N'],
  ['\u00a0', '\\_'],
  ['\u2028', '\\L'],
  ['\u2029', '\\P'],
]);

function escapeUnprintable(letter: string): string {
  if (isPrintable(letter)) return letter;
  const code = letter.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

function isPrintable(letter: string): boolean {
  const code = letter.codePointAt(0) ?? 0;
  if (code < 0x20) return code === 0x0a;
  if (code < 0x7f) return true;
  return (
    code >= 0xa0 &&
    code !== 0xfeff &&
    !(code >= 0xd800 && code <= 0xdfff) &&
    code !== 0xfffe &&
    code !== 0xffff
  );
}

const OLD_BOOLEAN = /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/;
const NULL_OR_BOOLEAN = /^(?:|~|null|Null|NULL|true|True|TRUE|false|False|FALSE|<<)$/;
const SEXAGESIMAL = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const INTEGER = /^[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?$/;
const SPECIAL_FLOAT = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const DATE =
  /^\d{4}-\d{1,2}-\d{1,2}(?:$|[Tt ]+\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?(?: ?Z|[-+]\d{2}:?\d{2}| *[-+]\d{1,2}(?::\d{2})?)?$)/;

function readsAsOtherType(text: string): boolean {
  return [OLD_BOOLEAN, NULL_OR_BOOLEAN, SEXAGESIMAL, INTEGER, FLOAT, SPECIAL_FLOAT, DATE].some(
    (pattern) => pattern.test(text),
  );
}

interface TextShape {
  readonly mayBePlain: boolean;
  readonly mayBeSingle: boolean;
  readonly mayBeLiteral: boolean;
}

/** What the letters of a text allow, apart from its type. */
function inspect(text: string): TextShape {
  const hasSpecial = Array.from(text).some((letter) => letter !== '\t' && !isPrintable(letter));
  const spaceBeforeBreak = text.includes(' \n');
  const breakBeforeSpace = text.includes('\n ');
  const hasTab = text.includes('\t');
  const edges = /^[ \n]|[ \n]$/.test(text);
  const isQuotable = !hasSpecial && !hasTab && !spaceBeforeBreak && !breakBeforeSpace;
  return {
    mayBePlain: isQuotable && !edges && !text.includes('\n') && !hasIndicator(text),
    mayBeSingle: isQuotable,
    mayBeLiteral: !hasSpecial && !spaceBeforeBreak && !text.endsWith(' '),
  };
}

const FIRST_INDICATOR = /^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[-?:](?:\s|$))/;
const INNER_INDICATOR = /:(?:\s|$)|\s#/;

const hasIndicator = (text: string): boolean =>
  FIRST_INDICATOR.test(text) || INNER_INDICATOR.test(text);
