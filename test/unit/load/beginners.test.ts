/** Files as people write their first ones: what they read, and that doing it leads to a file that loads. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderDiagnostics } from '../../../src/render/diagnostic-view.ts';
import { makeTheme } from '../../../src/render/theme.ts';
import { followHints } from '../../support/follow-hints.ts';
import { load } from './project.ts';

const folder = join(import.meta.dirname, '../../../fixtures/beginners');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.slice(0, -'.yaml'.length));
const fileOf = (name: string): string => readFileSync(join(folder, `${name}.yaml`), 'utf8');

const theme = makeTheme({ color: false, unicode: false });
const MOST_ROUNDS = 8;

describe('a first compose file', () => {
  it.each(names)('%s is explained', async (name) => {
    const { diagnostics } = load(fileOf(name));
    const text = renderDiagnostics(diagnostics, theme, '/work/shop');
    await expect(text).toMatchFileSnapshot(join(folder, `${name}.txt`));
  });

  it.each(names)('%s loads once its hints have been followed', (name) => {
    let text = fileOf(name);
    let rounds = 0;
    for (; rounds < MOST_ROUNDS && !load(text).project; rounds += 1) {
      text = followHints(text, load(text).diagnostics);
    }
    const { project, diagnostics } = load(text);
    expect(project, `${text}\n${renderDiagnostics(diagnostics, theme, '')}`).toBeDefined();
    expect(rounds).toBeGreaterThan(0);
  });
});
