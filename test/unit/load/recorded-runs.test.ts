/** What Docker Compose made of 1,033 inputs, replayed through the whole program. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { findDifference, readRuns } from '../../support/recorded-runs.ts';

interface Differences {
  /** Why, by group. */
  readonly groups: Readonly<Record<string, string>>;
  /** Group by the id of a run. */
  readonly runs: Readonly<Record<string, string>>;
}

const folder = join(import.meta.dirname, '../../../fixtures/recorded-runs');
const known = JSON.parse(readFileSync(join(folder, 'differences.json'), 'utf8')) as Differences;

describe('recorded runs of docker-compose config', () => {
  const runs = readRuns(folder);
  const found = new Map<string, string>();

  beforeAll(async () => {
    for (const run of runs) {
      const difference = await findDifference(run);
      if (difference !== undefined) found.set(run.id, difference);
    }
  }, 60_000);

  it('agree in verdict and result in at least 97 of 100', () => {
    expect(runs).toHaveLength(1033);
    expect(1 - found.size / runs.length).toBeGreaterThanOrEqual(0.97);
  });

  it('differ only where it is known', () => {
    const unknown = [...found].filter(([id]) => !Object.hasOwn(known.runs, id));
    expect(unknown).toEqual([]);
  });

  it('differ still wherever a difference is listed, each for a reason', () => {
    expect(Object.keys(known.runs).filter((id) => !found.has(id))).toEqual([]);
    expect(new Set(Object.values(known.runs))).toEqual(new Set(Object.keys(known.groups)));
  });
});
