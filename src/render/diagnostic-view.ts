/** Diagnostics as text: what, where with the line itself, why, and what to do. */
import stringWidth from 'fast-string-width';
import type { Diagnostic, Place, Severity } from '../model/diagnostic.ts';
import { renderEvidence } from './evidence-view.ts';
import { maskLine } from './mask.ts';
import { shorten, show } from './show.ts';
import type { Style, Theme } from './theme.ts';

const MOST = 50;
const EXCERPT_WIDTH = 200;
const LONGEST_PATH = 120;
/** Messages quote what is wrong, which may be of any length. */
const LONGEST_TEXT = 1000;

/** Sorted by file and place, those without a place first; at most 50. Files below `base` are shown relative to it. */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  theme: Theme,
  base?: string,
): string {
  const painter: Painter = { theme, base };
  const shown = diagnostics.toSorted(comparePlaces).slice(0, MOST);
  const rest = diagnostics.length - shown.length;
  const blocks = shown.map((diagnostic) => renderDiagnostic(diagnostic, painter));
  if (rest > 0) blocks.push(theme.dim(`and ${rest} more`));
  return blocks.map((block) => `${block}\n`).join('');
}

/** One diagnostic as a line of JSON, for editors and CI; errors are marked as Docker Compose marks its own. */
export function renderDiagnosticLine(diagnostic: Diagnostic): string {
  const { severity, code, message, path, at, related = [], evidence, hint } = diagnostic;
  const others = related.map((other) => ({ message: other.message, ...placeFields(other.at) }));
  return `${JSON.stringify({
    ...(severity === 'error' && { error: true }),
    severity,
    code,
    message: shorten(message, LONGEST_TEXT),
    path: path || undefined,
    ...(at && placeFields(at)),
    related: others.length > 0 ? others : undefined,
    evidence: evidence?.map(maskLine),
    hint,
  })}\n`;
}

/** Columns count UTF-16 units from 1, as editors do. */
const placeFields = ({ file, line, column, length }: Place) => ({ file, line, column, length });

interface Painter {
  readonly theme: Theme;
  readonly base: string | undefined;
}

function comparePlaces({ at: a }: Diagnostic, { at: b }: Diagnostic): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

function renderDiagnostic(diagnostic: Diagnostic, painter: Painter): string {
  const { theme } = painter;
  const { severity, code, message, path, at, related = [], evidence = [], hint } = diagnostic;
  const title = severityStyle(severity, theme)(`${severity}:`);
  const lines = [
    `${title} ${theme.bold(show(shorten(message, LONGEST_TEXT)))} ${theme.dim(`[${code}]`)}`,
  ];
  if (at !== undefined) lines.push(...renderPlace(at, painter, { severity, path }));
  else if (path) lines.push(`  ${theme.dim(show(path))}`);
  for (const { message: why, at: place } of related) {
    lines.push(`  ${show(why)}:`, ...renderPlace(place, painter, { severity: 'info' }));
  }
  lines.push(...renderEvidence(evidence, theme));
  if (hint !== undefined)
    lines.push(`  ${theme.cyan('hint:')} ${show(shorten(hint, LONGEST_TEXT))}`);
  return lines.join('\n');
}

function severityStyle(severity: Severity, theme: Theme): Style {
  return { error: theme.red, warning: theme.yellow, info: theme.blue }[severity];
}

interface About {
  readonly severity: Severity;
  readonly path?: string | undefined;
}

function renderPlace(at: Place, painter: Painter, { severity, path }: About): readonly string[] {
  const { theme } = painter;
  const inside = path ? `  ${theme.dim(show(shorten(path, LONGEST_PATH)))}` : '';
  const where = `  ${theme.blue(renderPosition(at, painter.base))}${inside}`;
  if (at.text === undefined) return [where];
  const { before, marked, after } = excerpt(at, at.text);
  const margin = String(at.line);
  const caret = '^'.repeat(Math.max(1, stringWidth(marked)));
  const indent = ' '.repeat(stringWidth(before));
  return [
    where,
    `  ${theme.dim(`${margin} |`)} ${before}${marked}${after}`,
    `  ${theme.dim(`${' '.repeat(margin.length)} |`)} ${indent}${severityStyle(severity, theme)(caret)}`,
  ];
}

/** `compose.yaml:3:5` */
export function renderPosition({ file, line, column }: Place, base?: string): string {
  return `${show(relativeTo(file, base))}:${line}:${column}`;
}

/** The path without `base` where it is below that. */
export function relativeTo(path: string, base: string | undefined): string {
  const prefix = base === undefined || base.endsWith('/') ? base : `${base}/`;
  return prefix !== undefined && path.startsWith(prefix) ? path.slice(prefix.length) : path;
}

interface Excerpt {
  readonly before: string;
  readonly marked: string;
  readonly after: string;
}

/** The line around the place, masked and made safe; the caret stays under what it marks. */
function excerpt({ column, length }: Place, text: string): Excerpt {
  const start = column - 1 > EXCERPT_WIDTH / 2 ? column - 1 - EXCERPT_WIDTH / 4 : 0;
  const line = maskLine(text).slice(start, start + EXCERPT_WIDTH);
  const from = Math.min(column - 1 - start, line.length);
  const to = Math.min(from + length, line.length);
  return {
    before: show(line.slice(0, from)),
    marked: show(line.slice(from, to)),
    after: show(line.slice(to)),
  };
}
