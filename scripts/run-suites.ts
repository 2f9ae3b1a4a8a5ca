/**
 * Runs test suites one after another and closes with their sum: `N passed, M failed, K skipped`.
 *   node scripts/run-suites.ts [--full] [SUITE...]
 * Exit code 1 when anything failed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';

/** In the order of how fast they tell that something is wrong. */
const suites = ['unit', 'engine', 'scenario', 'terminal', 'package'];

interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface TestReport {
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

const root = join(import.meta.dirname, '..');
const { values, positionals } = parseArgs({
  options: { full: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const unknown = positionals.find((name) => !suites.includes(name));
if (unknown !== undefined) throw new Error(`No suite "${unknown}"; there are ${suites.join(', ')}`);

const chosen = positionals.length === 0 ? suites : positionals;
const totals = chosen.map(runSuite).reduce(add);
process.stdout.write(
  `${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`,
);
process.exitCode = totals.failed === 0 ? 0 : 1;

function runSuite(name: string): Totals {
  process.stdout.write(`\n── ${name}\n`);
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-suite-'));
  const file = join(folder, 'report.json');
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const args = [vitest, 'run', '--project', name, '--passWithNoTests', ...reporters];
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    // The longer versions of tests read this: more rounds, larger inputs.
    env: { ...process.env, ...(values.full ? { FLOTILLA_TEST_FULL: '1' } : {}) },
  });
  const counted = countReport(file);
  rmSync(folder, { recursive: true });
  // A runner that fails without a failed test (an unhandled rejection, a crash) is a failure all the same.
  return status !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}

function countReport(file: string): Totals {
  let report: TestReport;
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as TestReport;
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  return report.testResults.map(countFile).reduce(add, { passed: 0, failed: 0, skipped: 0 });
}

/** A file that failed before its first test counts as one failure. */
function countFile(file: TestReport['testResults'][number]): Totals {
  const count = (...statuses: readonly string[]): number =>
    file.assertionResults.filter((test) => statuses.includes(test.status)).length;
  const failed = count('failed');
  return {
    passed: count('passed'),
    failed: failed === 0 && file.status === 'failed' ? 1 : failed,
    skipped: count('pending', 'skipped', 'todo', 'disabled'),
  };
}

function add(a: Totals, b: Totals): Totals {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}
