/** Mistakes planted into fixtures/stacks: the first error names the line and what to do. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judge, loadText, plantAll, scoreOf } from '../../../scripts/error-quality/measure.ts';

const folder = join(import.meta.dirname, '../../../fixtures/stacks');
const stacks = globSync('*.yaml', { cwd: folder })
  .toSorted()
  .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));

describe('a compose file that works', () => {
  it.each(stacks)('loads without a word but on its version: $file', ({ text }) => {
    const told = loadText(text).map(({ code }) => code);
    expect(told.filter((code) => code !== 'obsolete-version')).toEqual([]);
  });
});

describe('the first error of a file with one mistake', () => {
  const findings = stacks.flatMap(({ file, text }) => plantAll(file, text, 3)).map(judge);
  const kinds = [...Map.groupBy(findings, ({ planted }) => planted.kind)];

  it('is looked at for twelve kinds of mistake, and for at least 300', () => {
    expect(kinds).toHaveLength(12);
    expect(findings.length).toBeGreaterThanOrEqual(300);
  });

  it.each(kinds)('names line and suggestion: %s', (kind, own) => {
    const { count, rightLines, expected, helpful } = scoreOf(kind, own);
    expect(rightLines / count).toBeGreaterThanOrEqual(0.95);
    expect(helpful / expected).toBeGreaterThanOrEqual(0.9);
  });
});
