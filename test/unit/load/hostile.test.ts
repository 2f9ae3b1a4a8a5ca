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

/** Loads each case in turn in one process: its memory is that of the worst of them. */
async function loadApart(tests: readonly HostileCase[]): Promise<readonly Outcome[]> {
  const places = tests.map((test) => {
    const folder = mkdtempSync(join(tmpdir(), 'flotilla-hostile-'));
    folders.push(folder);
    writeCase(folder, test);
    return folder;
  });
  const { stdout } = await run(process.execPath, [child, ...places], {
    timeout: KILL_AFTER_MS,
    killSignal: 'SIGKILL',
    maxBuffer: 64 * 1024 * 1024,
  });
  for (const folder of places) rmSync(folder, { recursive: true, force: true });
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Outcome);
}

const limitsOf = ({ isLarge }: HostileCase) =>
  isLarge === true
    ? { mostMs: MOST_CPU_MS_LARGE, mostMb: MOST_MB_LARGE }
    : { mostMs: MOST_CPU_MS, mostMb: MOST_MB };

/** What is not as it should be, in words. */
function faultsOf(test: HostileCase, outcome: Outcome): readonly string[] {
  const { error = '', isPlaceless = false } = test;
  const { mostMs, mostMb } = limitsOf(test);
  const first = outcome.diagnostics.find(({ severity }) => severity === 'error');
  const isExpected = error === 'any' ? first !== undefined : (first?.code ?? '') === error;
  const isPlaced = !first || isPlaceless || /^\d+:\d+$/.test(first.place ?? '');
  const faults: readonly (readonly [boolean, string])[] = [
    [!isExpected, `told "${first?.code ?? ''}"`],
    [outcome.isLoaded !== (error === ''), `loaded: ${outcome.isLoaded}`],
    [!isPlaced, 'told without a place'],
    [outcome.polluted !== null, 'changed the prototype of all objects'],
    [!outcome.isClean, 'let control characters through'],
    [outcome.textLength > LONGEST_TEXT, `told ${outcome.textLength} characters`],
    [outcome.cpuMs > mostMs, `took ${outcome.cpuMs} ms`],
    [outcome.rssMb > mostMb, `took ${outcome.rssMb} MB`],
  ];
  return faults.filter(([isWrong]) => isWrong).map(([, words]) => words);
}

const cases = [...hostileCases()];
const small = cases.filter(({ isLarge }) => isLarge !== true);
const BATCH = 13;
const batches = Array.from({ length: Math.ceil(small.length / BATCH) }, (_, index) =>
  small.slice(index * BATCH, (index + 1) * BATCH),
);
const largeOnes = cases.filter(({ isLarge }) => isLarge === true).map((test) => [test]);

describe('a hostile file ends soon, small, and in words:', () => {
  it.each(
    [...batches, ...largeOnes].map(
      (tests) => [tests.map(({ name }) => name).join('; '), tests] as const,
    ),
  )(
    '%s',
    async (_, tests) => {
      const outcomes = await loadApart(tests);
      const faults = tests.map((test, index) => {
        const outcome = outcomes[index];
        return [test.name, outcome ? faultsOf(test, outcome) : ['ended the process']] as const;
      });
      expect(faults.filter(([, words]) => words.length > 0)).toEqual([]);
      expect(outcomes).toHaveLength(tests.length);
    },
    KILL_AFTER_MS + 5000,
  );

  it('comes in many kinds', () => {
    expect(cases.length).toBeGreaterThan(80);
  });
});
