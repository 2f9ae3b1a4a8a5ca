import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fuzz } from '../../../scripts/fuzz-loader/fuzz.ts';

const ROUNDS = 100;

const fixtures = join(import.meta.dirname, '../../../fixtures');
const corpus = globSync('{stacks,errors,beginners}/*.yaml', { cwd: fixtures })
  .toSorted()
  .map((file) => readFileSync(join(fixtures, file), 'utf8'));

it.each([1, 2, 3])('nothing in the loader throws on broken files (seed %d)', (seed) => {
  let left = ROUNDS;
  const { rounds, failure } = fuzz(corpus, seed, () => (left -= 1) < 0);
  expect(failure).toBeUndefined();
  expect(rounds).toBe(ROUNDS);
});
