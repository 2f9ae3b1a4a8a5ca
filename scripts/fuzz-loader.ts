/**
 * Feeds random and broken texts to the loader until something throws or the time is over.
 *   node scripts/fuzz-loader.ts [--seed N] [--seconds N]
 * Exit code 1, and the input, when something threw.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz-loader/fuzz.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '10' },
  },
});
const fixtures = join(import.meta.dirname, '../fixtures');
const corpus = globSync('{stacks,errors,beginners}/*.yaml', { cwd: fixtures })
  .toSorted()
  .map((file) => readFileSync(join(fixtures, file), 'utf8'));

const until = performance.now() + Number(values.seconds) * 1000;
const { rounds, failure } = fuzz(corpus, Number(values.seed), () => performance.now() > until);
process.stdout.write(`${rounds} inputs from seed ${values.seed}\n`);
if (failure) {
  const { target, input, error } = failure;
  process.stdout.write(`${target} threw ${error}\n${JSON.stringify(input)}\n`);
  process.exitCode = 1;
}
