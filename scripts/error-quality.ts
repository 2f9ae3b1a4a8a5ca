/**
 * Plants mistakes of twelve kinds into compose files and counts how often the first error names the right
 * line (to within one) and the right suggestion; beside it, the lines that docker-compose names, if it is there.
 *   node scripts/error-quality.ts [--misses] [--most N] [FOLDER]
 */
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { isError } from '../src/model/diagnostic.ts';
import { isNear, judge, loadText, plantAll, scoreOf } from './error-quality/measure.ts';
import type { Finding, Planted, Score } from './error-quality/measure.ts';

const { values, positionals } = parseArgs({
  options: { misses: { type: 'boolean', default: false }, most: { type: 'string', default: '4' } },
  allowPositionals: true,
});
const folder = positionals[0] ?? join(import.meta.dirname, '../fixtures/stacks');

const findings = globSync('**/*.{yaml,yml}', { cwd: folder })
  .toSorted()
  .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }))
  .filter(({ text }) => !loadText(text).some(isError))
  .flatMap(({ file, text }) => plantAll(file, text, Number(values.most)))
  .map(judge);
const rivals = rivalLines(findings.map(({ planted }) => planted));

process.stdout.write('kind               mistakes  line  suggestion  docker-compose line\n');
for (const [kind, own] of Map.groupBy(findings, ({ planted }) => planted.kind)) {
  printScore(scoreOf(kind, own), countRivals(own));
}
printScore(scoreOf('all', findings), countRivals(findings));
if (values.misses) for (const finding of findings) printMiss(finding);

function printScore({ kind, count, rightLines, expected, helpful }: Score, rival?: number): void {
  const share = (part: number, whole: number): string =>
    whole === 0 ? '–' : `${Math.round((100 * part) / whole)} %`;
  const cells = [
    kind.padEnd(18),
    String(count).padStart(9),
    share(rightLines, count).padStart(6),
    share(helpful, expected).padStart(12),
    (rival === undefined ? '–' : share(rival, count)).padStart(21),
  ];
  process.stdout.write(`${cells.join('')}\n`);
}

function printMiss({ planted, first, isLineRight, isHelpful }: Finding): void {
  if (isLineRight && isHelpful !== false) return;
  const { file, kind, lines, text } = planted;
  const line = text.split('\n')[(lines[0] ?? 1) - 1] ?? '';
  const told = first
    ? `${first.code}:${first.at?.line ?? '?'}: ${first.message} (${first.hint ?? 'no hint'})`
    : 'nothing';
  process.stdout.write(`${file}:${lines[0] ?? 0} ${kind}: ${line.trim()}\n    ${told}\n`);
}

function countRivals(own: readonly Finding[]): number | undefined {
  return rivals && own.filter(({ planted }) => isNear(planted, rivals.get(planted))).length;
}

/** The line that docker-compose names for each; undefined when it is not on the path. */
function rivalLines(all: readonly Planted[]): ReadonlyMap<Planted, number> | undefined {
  if (spawnSync('docker-compose', ['version']).status !== 0) return undefined;
  const place = mkdtempSync(join(tmpdir(), 'flotilla-mistakes-'));
  const lines = new Map<Planted, number>();
  for (const planted of all) {
    writeFileSync(join(place, 'compose.yaml'), planted.text);
    const args = ['--profile', '*', 'config', '-q'];
    const { stderr } = spawnSync('docker-compose', args, { cwd: place, encoding: 'utf8' });
    const [, line] = /\bline (\d+)/.exec(stderr) ?? [];
    if (line !== undefined) lines.set(planted, Number(line));
  }
  rmSync(place, { recursive: true });
  return lines;
}
