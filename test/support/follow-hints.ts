/** Does what the hints of diagnostics say, word for word, as somebody would who knows nothing of compose files. */
import type { Diagnostic, Place } from '../../src/model/diagnostic.ts';

/** The text after one round: all problems told, from the last line to the first. */
export function followHints(text: string, diagnostics: readonly Diagnostic[]): string {
  const lines = text.split('\n');
  const byLine = diagnostics.toSorted((a, b) => (b.at?.line ?? 0) - (a.at?.line ?? 0));
  for (const diagnostic of byLine) {
    const { hint = '', at, related = [] } = diagnostic;
    const places = [...(at ? [at] : []), ...related.map((other) => other.at)];
    const follow = WAYS.find(([pattern]) => pattern.test(hint));
    const match = follow?.[0].exec(hint);
    if (follow && match) follow[1]({ lines, places, word: match[1] ?? '' });
  }
  return lines.join('\n');
}

interface Repair {
  readonly lines: string[];
  readonly places: readonly Place[];
  /** What the hint quotes. */
  readonly word: string;
}

type Follow = (repair: Repair) => void;

/** Changes the marked words at every place, the last first. */
const atPlaces =
  (change: (marked: string, word: string) => string): Follow =>
  ({ lines, places, word }) => {
    for (const { line, column, length } of places.toReversed()) {
      const whole = lines[line - 1] ?? '';
      const [before, after] = [whole.slice(0, column - 1), whole.slice(column - 1 + length)];
      const marked = whole.slice(column - 1, column - 1 + length);
      lines[line - 1] = before + change(marked, word) + after;
    }
  };

const inLine =
  (change: (line: string, previous: string) => string): Follow =>
  ({ lines, places }) => {
    const index = (places[0]?.line ?? 1) - 1;
    lines[index] = change(lines[index] ?? '', lines[index - 1] ?? '');
  };

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** Moves a key with all that is below it. */
function moveBlock(lines: string[], { line }: Place, by: number): void {
  const indent = indentOf(lines[line - 1] ?? '');
  for (let at = line - 1; at < lines.length; at += 1) {
    const text = lines[at] ?? '';
    const isBelow = indentOf(text) > indent || text.slice(indent).startsWith('- ');
    if (at > line - 1 && text.trim() !== '' && !isBelow) return;
    if (text.trim() !== '') lines[at] = by > 0 ? ' '.repeat(by) + text : text.slice(-by);
  }
}

const moveBlocks =
  (by: (indent: number) => number): Follow =>
  ({ lines, places }) => {
    for (const place of places) moveBlock(lines, place, by(indentOf(lines[place.line - 1] ?? '')));
  };

const WAYS: readonly (readonly [RegExp, Follow])[] = [
  [/^Did you mean "(.+)"\?$/, atPlaces((_, word) => word)],
  [/^Write for example "(.+)"$/, atPlaces((_, word) => word)],
  [/^Write "#" instead/, atPlaces((marked) => marked.replace('//', '#'))],
  [/^Write straight quotes/, atPlaces((marked) => `"${marked.slice(1, -1)}"`)],
  [/^Write a unit behind the number: "(.+)"$/, atPlaces((_, word) => word)],
  [/^Write it as a list: (.+)$/, atPlaces((_, word) => word)],
  [/^Write its parts below it/, atPlaces((marked) => `${marked}:`)],
  [/^Write it in digits, such as (\d+)$/, atPlaces((_, word) => word)],
  [/^Write "([^"]+)"$/, atPlaces((_, word) => `"${word}"`)],
  [/^Replace all tabs/, ({ lines }) => lines.forEach((line, at) => (lines[at] = untab(line)))],
  [/^Add the missing "\]"/, inLine((line) => `${line}]`)],
  [/^Add the missing quote/, inLine((line) => `${line}"`)],
  [/^Write a blank behind the colon/, inLine((line) => line.replace(':', ': '))],
  [/^Write ":" instead of "="/, inLine((line) => line.replace(/\s*=\s*/, ': '))],
  [/write ".+=…"/, inLine((line) => line.replace(': ', '='))],
  [/^(?:Begin this line in|All keys of)/, inLine((line, last) => indentLike(line, last))],
  [/^Remove (?:it|the lines? that)/, ({ lines, places }) => removeLines(lines, places)],
  [/^Move .* to the left margin/, moveBlocks((indent) => -indent)],
  [/^(?:Indent |.* indent it under)/, moveBlocks(() => 2)],
  [/^Write a line "services:" above/, putUnderServices],
  [/^Replace ".+" with numbers, such as (.+)$/, atPlaces((_, word) => word)],
  [/^Define it: (a line ".+:" below a top-level ".+:")/, define],
];

const untab = (line: string): string => line.replace(/^\t+/, (tabs) => '  '.repeat(tabs.length));

const indentLike = (line: string, other: string): string =>
  ' '.repeat(indentOf(other)) + line.trimStart();

function removeLines(lines: string[], places: readonly Place[]): void {
  for (const { line } of places.toReversed()) lines.splice(line - 1, 1);
}

function putUnderServices({ lines, places }: Repair): void {
  const first = (places[0]?.line ?? 1) - 1;
  for (let at = first; at < lines.length; at += 1) lines[at] = `  ${lines[at] ?? ''}`.trimEnd();
  lines.splice(first, 0, 'services:');
}

function define({ lines, word }: Repair): void {
  const [name = '', section = ''] = [...word.matchAll(/"(.+?):"/g)].map((match) => match[1] ?? '');
  if (!lines.includes(`${section}:`)) lines.push(`${section}:`);
  lines.splice(lines.indexOf(`${section}:`) + 1, 0, `  ${name}:`);
}
