import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  compareWithCompose,
  DOCUMENT,
  needlessRefusals,
  withFreshTable,
} from '../../../scripts/build/compatibility-table.ts';
import { root } from '../../support/source-tree.ts';

const composeCommands = (): readonly string[] => {
  const path = join(root, 'fixtures/compatibility/commands-and-flags.json');
  return Object.keys((JSON.parse(readFileSync(path, 'utf8')) as { commands: object }).commands);
};

describe('every command and flag of Docker Compose', () => {
  test('is declared with its short letter, or refused by name in src/cli/not-supported.ts', async () => {
    const rows = await compareWithCompose();
    expect(new Set(rows.map(({ command }) => command))).toEqual(
      new Set(['', ...composeCommands()]),
    );
    expect(rows.filter(({ state }) => state.kind === 'forgotten')).toEqual([]);
  });

  test('is refused in src/cli/not-supported.ts only while it is not declared', async () => {
    expect(await needlessRefusals()).toEqual([]);
  });

  test('stands in docs/compatibility.md as it is: else run scripts/gen-compatibility.ts', async () => {
    const document = readFileSync(DOCUMENT, 'utf8');
    const spaced = (text: string): string => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---');
    expect(spaced(document)).toBe(spaced(await withFreshTable(document)));
  });
});
