/** Files made to break their reader. Each is loaded by a process of its own, whose time and memory are measured. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { hostileCases, writeCase } from '../../support/hostile-files.ts';
import type { HostileCase } from '../../support/hostile-files.ts';

const MOST_CPU_MS = 2000;
const MOST_MB = 300;
/** For a hundred thousand values; on a machine that does other work, too, processor time counts double. */
const MOST_CPU_MS_LARGE = 8000;
const MOST_MB_LARGE = 500;
const KILL_AFTER_MS = 60_000;
const LONGEST_TEXT = 50_000;

interface Outcome {
  readonly diagnostics: readonly { code: string; severity: string; place?: string }[];
  readonly isLoaded: boolean;
  readonly textLength: number;
  readonly isClean: boolean;
  readonly polluted: unknown;
  readonly cpuMs: number;
  readonly rssMb: number;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const child = join(import.meta.dirname, '../../support/load-child.ts');
const run = promisify(execFile);

async function loadApart(test: HostileCase): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-hostile-'));
  folders.push(folder);
  writeCase(folder, test);
  const { stdout } = await run(process.execPath, [child, folder], {
    timeout: KILL_AFTER_MS,
    killSignal: 'SIGKILL',
  });
  rmSync(folder, { recursive: true, force: true });
  return JSON.parse(stdout) as Outcome;
}

describe('a hostile file ends soon, small, and in words:', () => {
  it.concurrent.each([...hostileCases()].map((test) => [test.name, test] as const))(
    '%s',
    async (_, test) => {
      const outcome = await loadApart(test);
      const { error = '' } = test;
      const first = outcome.diagnostics.find(({ severity }) => severity === 'error');
      if (error === '') expect(first).toBeUndefined();
      else if (error === 'any') expect(first).toBeDefined();
      else expect(first?.code).toBe(error);
      expect(outcome.isLoaded).toBe(error === '');
      if (first && !test.isPlaceless && first.code !== 'file-too-big') {
        expect(first.place).toMatch(/^\d+:\d+$/);
      }
      expect(outcome.polluted).toBeNull();
      expect(outcome.isClean).toBe(true);
      expect(outcome.textLength).toBeLessThan(LONGEST_TEXT);
      expect(outcome.cpuMs).toBeLessThan(test.isLarge ? MOST_CPU_MS_LARGE : MOST_CPU_MS);
      expect(outcome.rssMb).toBeLessThan(test.isLarge ? MOST_MB_LARGE : MOST_MB);
    },
    KILL_AFTER_MS + 5000,
  );
});
