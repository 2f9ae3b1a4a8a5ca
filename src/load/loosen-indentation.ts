/**
 * Docker Compose lets the lines of quoted values and of brackets begin anywhere; the YAML package wants them
 * indented. This makes room without changing what the text means.
 */

export interface LooseText {
  readonly text: string;
  /** The offset in the original text for one in the new text. */
  readonly toOriginal: (offset: number) => number;
}

/** The text with continuation lines indented, or undefined when no line needs it. */
export function loosenIndentation(text: string): LooseText | undefined {
  const insertions = findInsertions(text);
  if (insertions.length === 0) return undefined;
  const parts: string[] = [];
  const shifts: Shift[] = [];
  let from = 0;
  let total = 0;
  for (const { at, count } of insertions) {
    parts.push(text.slice(from, at), ' '.repeat(count));
    from = at;
    shifts.push({ start: at + total, count, total: total + count });
    total += count;
  }
  parts.push(text.slice(from));
  return { text: parts.join(''), toOriginal: (offset) => originalOffset(shifts, offset) };
}

interface Insertion {
  readonly at: number;
  readonly count: number;
}

/** An insertion in the new text; `total` counts all characters inserted up to its end. */
interface Shift {
  readonly start: number;
  readonly count: number;
  readonly total: number;
}

function originalOffset(shifts: readonly Shift[], offset: number): number {
  let low = 0;
  let high = shifts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((shifts[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const last = shifts[low - 1];
  if (last === undefined) return offset;
  const beyond = Math.max(0, last.start + last.count - offset);
  return offset - last.total + beyond;
}

interface Scanner {
  readonly text: string;
  readonly insertions: Insertion[];
  at: number;
  lineStart: number;
  /** Column at which the outermost open bracket or quote stands. */
  column: number;
  brackets: number;
  /** Whether a value may begin here, so that a quote or bracket means something. */
  atStart: boolean;
}

function findInsertions(text: string): readonly Insertion[] {
  const scanner: Scanner = {
    text,
    insertions: [],
    at: 0,
    lineStart: 0,
    column: 0,
    brackets: 0,
    atStart: true,
  };
  while (scanner.at < text.length) scanOne(scanner);
  return scanner.insertions;
}

function scanOne(scanner: Scanner): void {
  const character = scanner.text[scanner.at] ?? '';
  if (character === '\n') nextLine(scanner, scanner.brackets > 0);
  else if (character === '#' && isBlank(scanner.text[scanner.at - 1])) skipComment(scanner);
  else if (scanner.atStart && (character === '"' || character === "'"))
    skipQuoted(scanner, character);
  else if (scanner.atStart && (character === '|' || character === '>')) skipBlock(scanner);
  else scanPlain(scanner, character);
}

function scanPlain(scanner: Scanner, character: string): void {
  const { atStart, brackets } = scanner;
  scanner.at += 1;
  if (isBlank(character)) return;
  if (OPENING.has(character) && (atStart || brackets > 0)) openBracket(scanner);
  else if (CLOSING.has(character) && brackets > 0) closeBracket(scanner);
  else if (PROPERTY.has(character) && atStart) skipProperty(scanner);
  else scanner.atStart = beginsValue(scanner, character);
}

const OPENING = new Set(['[', '{']);
const CLOSING = new Set([']', '}']);
const PROPERTY = new Set(['&', '!']);

function openBracket(scanner: Scanner): void {
  if (scanner.brackets === 0) scanner.column = scanner.at - 1 - scanner.lineStart;
  scanner.brackets += 1;
  scanner.atStart = true;
}

function closeBracket(scanner: Scanner): void {
  scanner.brackets -= 1;
  scanner.atStart = false;
}

/** Whether a value may begin behind a character that has just been passed. */
function beginsValue({ text, at, brackets, atStart }: Scanner, character: string): boolean {
  if (character === ',') return brackets > 0;
  if (!isBlank(text[at])) return false;
  return character === ':' || ((character === '-' || character === '?') && atStart);
}

/** An anchor or a tag, behind which the value still begins. */
function skipProperty(scanner: Scanner): void {
  while (scanner.at < scanner.text.length && !isBlank(scanner.text[scanner.at])) scanner.at += 1;
}

const isBlank = (character: string | undefined): boolean =>
  character === undefined || ' \t\r\n'.includes(character);

function skipComment(scanner: Scanner): void {
  const end = scanner.text.indexOf('\n', scanner.at);
  scanner.at = end < 0 ? scanner.text.length : end;
}

function skipQuoted(scanner: Scanner, quote: '"' | "'"): void {
  const { text } = scanner;
  if (scanner.brackets === 0) scanner.column = scanner.at - scanner.lineStart;
  scanner.atStart = false;
  scanner.at += 1;
  while (scanner.at < text.length) {
    const next = text[scanner.at + 1];
    const isEscape =
      text[scanner.at] === (quote === '"' ? '\\' : "'") && (quote === '"' || next === quote);
    if (text[scanner.at] === quote && !isEscape) break;
    if (text[scanner.at] === '\n') nextLine(scanner, true);
    else scanner.at += isEscape && next !== '\n' ? 2 : 1;
  }
  scanner.at += 1;
}

/** A block scalar ends at the first line that is not indented more than the line that announces it. */
function skipBlock(scanner: Scanner): void {
  const { text } = scanner;
  const indent = indentAt(text, scanner.lineStart);
  skipComment(scanner);
  while (scanner.at < text.length) {
    const start = scanner.at + 1;
    const isEmpty = isBlank(text[start + indentAt(text, start)]);
    if (!isEmpty && indentAt(text, start) <= indent) return;
    scanner.at = start;
    skipComment(scanner);
  }
}

function indentAt(text: string, lineStart: number): number {
  let at = lineStart;
  while (text[at] === ' ') at += 1;
  return at - lineStart;
}

/** Moves to the next line, which is indented by as much as it lacks when it continues something. */
function nextLine(scanner: Scanner, continues: boolean): void {
  const { text, insertions, column } = scanner;
  scanner.at += 1;
  scanner.lineStart = scanner.at;
  if (!continues) {
    scanner.atStart = true;
    return;
  }
  const indent = indentAt(text, scanner.at);
  const isEmpty = isBlank(text[scanner.at + indent]);
  if (!isEmpty && indent <= column) insertions.push({ at: scanner.at, count: column + 1 - indent });
}
