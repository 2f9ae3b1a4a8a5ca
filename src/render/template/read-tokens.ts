/** Template text → tokens. */
import { syntaxError } from './template-error.ts';

export type TokenKind =
  | 'text'
  | 'open'
  | 'close'
  | 'space'
  | 'number'
  | 'string'
  | 'character'
  | 'field'
  | 'variable'
  | 'word'
  | 'sign'
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly at: number;
}

const BLANK = ' \t\r\n';

/** Throws `TemplateError`. Comments are gone, and blanks where `{{-` and `-}}` ask for it. */
export function readTokens(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let trimsNext = false;
  while (at < source.length) {
    const open = source.indexOf('{{', at);
    const end = open < 0 ? source.length : open;
    const trimsBefore = open >= 0 && isTrimMark(source, open + 2);
    addText(tokens, source, { at, end, trimsStart: trimsNext, trimsEnd: trimsBefore });
    if (open < 0) break;
    const inside = open + (trimsBefore ? 3 : 2);
    const action = readAction(source, open, inside);
    tokens.push(...action.tokens);
    at = action.end;
    trimsNext = action.trims;
  }
  tokens.push({ kind: 'end', text: '', at: source.length });
  return tokens;
}

const isTrimMark = (source: string, at: number): boolean =>
  source[at] === '-' && BLANK.includes(source[at + 1] ?? 'x');

interface TextPart {
  readonly at: number;
  readonly end: number;
  readonly trimsStart: boolean;
  readonly trimsEnd: boolean;
}

function addText(tokens: Token[], source: string, part: TextPart): void {
  let { at, end } = part;
  while (part.trimsStart && at < end && BLANK.includes(source[at] ?? 'x')) at += 1;
  while (part.trimsEnd && end > at && BLANK.includes(source[end - 1] ?? 'x')) end -= 1;
  if (end > at) tokens.push({ kind: 'text', text: source.slice(at, end), at });
}

interface Action {
  readonly tokens: readonly Token[];
  readonly end: number;
  /** Blanks behind it go. */
  readonly trims: boolean;
}

function readAction(source: string, open: number, inside: number): Action {
  const isComment = [inside, inside + 1].some(
    (at) => source.startsWith('/*', at) && source.slice(inside, at).trim() === '',
  );
  if (isComment) return skipComment(source, source.indexOf('/*', inside));
  const tokens: Token[] = [{ kind: 'open', text: '{{', at: open }];
  let at = inside;
  while (at < source.length) {
    const close = closeAt(source, at);
    if (close !== undefined) {
      tokens.push({ kind: 'close', text: '}}', at });
      return { tokens, ...close };
    }
    const token = readToken(source, at);
    tokens.push(token);
    at += token.text.length;
  }
  throw syntaxError(source, at, 'unclosed action');
}

function skipComment(source: string, at: number): Action {
  const end = source.indexOf('*/', at + 2);
  if (end < 0) throw syntaxError(source, at, 'unclosed comment');
  const close = closeAt(source, end + 2);
  if (close === undefined) throw syntaxError(source, at, 'comment ends before closing delimiter');
  return { tokens: [], ...close };
}

const TRIMMED_CLOSE = /[ \t\r\n]-\}\}/y;

function closeAt(source: string, at: number): Omit<Action, 'tokens'> | undefined {
  if (source.startsWith('}}', at)) return { end: at + 2, trims: false };
  TRIMMED_CLOSE.lastIndex = at;
  return TRIMMED_CLOSE.test(source) ? { end: at + 4, trims: true } : undefined;
}

/** The first that matches counts. */
const PATTERNS: readonly (readonly [TokenKind, RegExp])[] = [
  // Of several blanks the last is left for a `-}}`.
  ['space', /[ \t\r\n]+(?=[ \t\r\n]-\}\})|[ \t\r\n]+/y],
  ['string', /"(?:[^"\\\n]|\\[^\n])*"|`[^`]*`/y],
  ['character', /'(?:[^'\\\n]|\\[^\n])+'/y],
  ['field', /\.(?!\d)[\p{L}\p{N}_]+/uy],
  ['number', /[+-]?(?:0[xXbBoO][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)/y],
  ['variable', /\$[\p{L}\p{N}_]*/uy],
  ['word', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['sign', /:=|[.=|(),]/y],
];

function readToken(source: string, at: number): Token {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const text = pattern.exec(source)?.[0];
    if (text === undefined) continue;
    checkEnd(source, kind, { text, at });
    return { kind, text, at };
  }
  throw syntaxError(source, at, badSign(source.slice(at)));
}

const UNTERMINATED: Readonly<Record<string, string>> = {
  '"': 'unterminated quoted string',
  '`': 'unterminated raw quoted string',
  "'": 'unterminated character constant',
};

function badSign(rest: string): string {
  const [sign = ''] = rest;
  const unterminated = UNTERMINATED[sign];
  if (unterminated !== undefined) return unterminated;
  if (/[!-~]/.test(sign)) return `unexpected ${JSON.stringify(sign)} in command`;
  return `unrecognized character in action: ${codeText(sign)}`;
}

const codeText = (sign: string): string => {
  const hex = (sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `U+${hex} '${sign}'`;
};

const ENDS_NAME = /[\s.,|:()]|\}\}|$/y;
const NAMES: ReadonlySet<TokenKind> = new Set(['field', 'variable', 'word']);

/** Names and numbers must not run into something else. */
function checkEnd(
  source: string,
  kind: TokenKind,
  { text, at }: { readonly text: string; readonly at: number },
): void {
  const end = at + text.length;
  if (kind === 'number') {
    const [tail = ''] = /^[\p{L}\p{N}_.]*/u.exec(source.slice(end, end + 32)) ?? [];
    if (tail !== '')
      throw syntaxError(source, at, `bad number syntax: ${JSON.stringify(text + tail)}`);
  }
  if (!NAMES.has(kind)) return;
  ENDS_NAME.lastIndex = end;
  if (ENDS_NAME.test(source)) return;
  const [sign = ''] = source.slice(end, end + 2);
  throw syntaxError(source, end, `bad character ${codeText(sign)}`);
}
