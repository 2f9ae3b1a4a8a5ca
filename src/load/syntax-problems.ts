/** All that the parser found in one document, told as few problems as there are mistakes. */
import type { Diagnostic, RelatedPlace } from '../model/diagnostic.ts';
import { LIMITS } from './limits.ts';
import { lineAt, placeOf } from './source-position.ts';
import { isAboutTheFile, syntaxProblem } from './syntax-problem.ts';
import type { ParserError } from './syntax-problem.ts';
import type { Origin, SourceText } from './tree.ts';

/** One for a line; the same tab or foreign comment sign on many lines is told once. */
export function syntaxProblems(
  source: SourceText,
  errors: readonly ParserError[],
): readonly Diagnostic[] {
  const byLine = new Map<number, Diagnostic>();
  const lineOf = ({ pos }: ParserError): number => lineAt(source, pos[0]);
  const nested = errors.filter(({ code }) => code === 'BLOCK_AS_IMPLICIT_KEY');
  // The same block told once more, as a key without a colon.
  const isEcho = (error: ParserError): boolean =>
    ECHOES.has(error.code) && nested.some((other) => lineOf(other) === lineOf(error));
  for (const error of errors) {
    if (isEcho(error)) continue;
    const problem = syntaxProblem(source, error);
    if (problem && isAboutTheFile(problem)) return [problem];
    const line = problem?.at?.line ?? 0;
    if (problem && !byLine.has(line)) byLine.set(line, problem);
    if (byLine.size >= LIMITS.syntaxProblems) break;
  }
  const problems = [...byLine.values()];
  const comments = foreignComments(source, problems);
  return comments ? [comments] : joinTabs(problems);
}

const ECHOES: ReadonlySet<string> = new Set(['MULTILINE_IMPLICIT_KEY', 'MISSING_CHAR']);

const MOST_RELATED = 10;

const andHere = (places: readonly Origin[]): readonly RelatedPlace[] =>
  places.slice(0, MOST_RELATED).map((origin) => ({ message: 'and here', at: placeOf(origin) }));

/** `//` begins a comment in many languages; whoever writes it once writes it all over the file. */
function foreignComments(
  source: SourceText,
  problems: readonly Diagnostic[],
): Diagnostic | undefined {
  if (problems.length === 0) return undefined;
  const [first, ...others] = slashComments(source);
  if (!first) return undefined;
  const lines = new Set([first, ...others].map(({ start }) => lineAt(source, start)));
  const isCause = problems.some(
    ({ at }) => at && (lines.has(at.line) || lines.has(contentBefore(source, at.line))),
  );
  return isCause
    ? {
        code: 'yaml-syntax',
        severity: 'error',
        message: 'A comment begins with "#", not with "//"',
        at: placeOf(first),
        ...(others.length > 0 && { related: andHere(others) }),
        hint: 'Write "#" instead of "//"',
      }
    : undefined;
}

function slashComments(source: SourceText): readonly Origin[] {
  return [...source.text.matchAll(SLASHES)].map((match) => {
    const start = match.index + (match[1] ?? '').length;
    return { source, start, end: match.index + match[0].length };
  });
}

/** After blanks, a key or a value, and not in a comment. */
const SLASHES = /^([^#\n]*?(?<=^|\s))\/\/[^\n]*/gm;

/** The last line before this one that holds something. */
function contentBefore({ text }: SourceText, line: number): number {
  const lines = text.split('\n').slice(0, line - 1);
  return lines.findLastIndex((words) => words.trim() !== '') + 1;
}

function joinTabs(problems: readonly Diagnostic[]): readonly Diagnostic[] {
  const [first, ...others] = problems.filter(({ code }) => code === 'yaml-tab');
  if (!first || others.length === 0) return problems;
  const related = others
    .slice(0, MOST_RELATED)
    .flatMap(({ at }) => (at ? [{ message: 'and here', at }] : []));
  const joined = { ...first, related, hint: 'Replace all tabs with spaces' };
  return [joined, ...problems.filter(({ code }) => code !== 'yaml-tab')];
}
