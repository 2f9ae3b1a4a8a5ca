/** Text of one flag → its value. The messages are those that scripts know from Docker's tools. */
import type { Flag } from './command.ts';

export type FlagValue = boolean | number | string;
export type ReadValue =
  | { readonly status: 'ok'; readonly value: FlagValue }
  | { readonly status: 'bad'; readonly why: string };

const TRUE = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

/** `why` says what is wrong with the text; it becomes the end of the message. */
export function readFlagValue(flag: Flag, text: string): ReadValue {
  switch (flag.kind) {
    case 'boolean':
      return readBoolean(text);
    case 'int':
      return readInt(text);
    case 'string':
    case 'strings':
      return { status: 'ok', value: text };
  }
}

function readBoolean(text: string): ReadValue {
  if (TRUE.has(text)) return { status: 'ok', value: true };
  if (FALSE.has(text)) return { status: 'ok', value: false };
  return bad('ParseBool', text, 'invalid syntax');
}

const INTEGER = /^[+-]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;
const OLD_OCTAL = /^0[0-7]+$/;

/** Decimal, `0x`, `0o`, `0b`, and a leading zero for octal. */
function readInt(text: string): ReadValue {
  if (!INTEGER.test(text)) return bad('ParseInt', text, 'invalid syntax');
  const digits = text.replace(/^[+-]/, '');
  const size = Number(OLD_OCTAL.test(digits) ? `0o${digits.slice(1)}` : digits);
  if (!Number.isSafeInteger(size)) return bad('ParseInt', text, 'value out of range');
  return { status: 'ok', value: text.startsWith('-') && size !== 0 ? -size : size };
}

function bad(reader: string, text: string, problem: string): ReadValue {
  return { status: 'bad', why: `strconv.${reader}: parsing ${JSON.stringify(text)}: ${problem}` };
}
