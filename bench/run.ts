/**
 * Times Flotilla, beside Docker Compose when that is on the PATH, on the engine in reach.
 *   npm run bench -- [--runs 5] [--only TEXT]
 * The planner alone comes last.
 * Every round runs each tool once, so that what else the machine does falls on both alike.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { cleanUp, scenarios, type Scenario } from './scenarios.ts';

interface Tool {
  readonly name: string;
  readonly command: readonly string[];
}

interface Measured {
  readonly tool: Tool;
  /** Milliseconds; undefined when a run failed. */
  readonly median: number | undefined;
  readonly problem?: string;
}

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '5' }, only: { type: 'string', default: '' } },
});
const entry = join(import.meta.dirname, '../dist/flotilla.mjs');
const flotilla: Tool = { name: 'flotilla', command: [process.execPath, entry] };
const tools = [flotilla, ...findCompose()];

print(['', ...tools.map(({ name }) => name), tools.length > 1 ? 'ratio' : '']);
for (const scenario of scenarios) {
  if (scenario.name.includes(values.only)) report(scenario, measure(scenario));
}
if ('plan'.includes(values.only)) await import('./plan.ts');

function findCompose(): readonly Tool[] {
  const candidates = [['docker-compose'], ['docker', 'compose']];
  const found = candidates.find(
    ([file = '', ...args]) => spawnSync(file, [...args, 'version']).status === 0,
  );
  return found === undefined ? [] : [{ name: found.join(' '), command: found }];
}

function measure(scenario: Scenario): readonly Measured[] {
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-bench-'));
  const places = tools.map((tool) => ({ tool, cwd: prepare(folder) }));
  const times = new Map<Tool, number[]>(tools.map((tool) => [tool, []]));
  const problems = new Map<Tool, string>();
  for (let round = 0; round < Number(values.runs); round += 1) {
    for (const { tool, cwd } of places) {
      if (problems.has(tool)) continue;
      try {
        times.get(tool)?.push(timeOnce(tool, scenario, cwd));
      } catch (error) {
        problems.set(tool, (error as Error).message);
      }
    }
  }
  for (const { tool, cwd } of places) spawnSync(...invocation(tool, cleanUp, cwd));
  rmSync(folder, { recursive: true });
  return tools.map((tool) => {
    const problem = problems.get(tool);
    return problem === undefined
      ? { tool, median: medianOf(times.get(tool) ?? []) }
      : { tool, median: undefined, problem };
  });
}

/** A folder of its own gives each tool a project of its own. */
function prepare(folder: string): string {
  const cwd = join(folder, `bench${randomBytes(4).toString('hex')}`);
  mkdirSync(cwd);
  return cwd;
}

function timeOnce(tool: Tool, scenario: Scenario, cwd: string): number {
  writeFileSync(join(cwd, 'compose.yaml'), scenario.file);
  if (scenario.before !== undefined) mustRun(tool, scenario.before, cwd);
  if (scenario.edited !== undefined) writeFileSync(join(cwd, 'compose.yaml'), scenario.edited);
  const start = performance.now();
  mustRun(tool, scenario.timed, cwd);
  return performance.now() - start;
}

function mustRun(tool: Tool, args: readonly string[], cwd: string): void {
  const { status, stderr } = spawnSync(...invocation(tool, args, cwd));
  if (status !== 0) throw new Error(`${args.join(' ')}: exit ${status}: ${stderr.toString()}`);
}

type Invocation = [string, string[], { cwd: string; stdio: ['ignore', 'ignore', 'pipe'] }];

function invocation(tool: Tool, args: readonly string[], cwd: string): Invocation {
  const [file = '', ...first] = tool.command;
  return [file, [...first, ...args], { cwd, stdio: ['ignore', 'ignore', 'pipe'] }];
}

function medianOf(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function report(scenario: Scenario, results: readonly Measured[]): void {
  const cells = results.map(({ median }) =>
    median === undefined ? 'failed' : `${Math.round(median)} ms`,
  );
  const [ours, theirs] = results;
  const comparable = ours?.median !== undefined && theirs?.median !== undefined;
  const ratio = comparable ? ((ours.median ?? 0) / (theirs.median ?? 1)).toFixed(2) : '';
  print([scenario.name, ...cells, ratio]);
  for (const { tool, problem } of results) {
    if (problem !== undefined) process.stdout.write(`  ${tool.name}: ${problem.trim()}\n`);
  }
}

function print([first = '', ...others]: readonly string[]): void {
  process.stdout.write(`${first.padEnd(26)}${others.map((cell) => cell.padStart(16)).join('')}\n`);
}
