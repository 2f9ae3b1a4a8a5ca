/**
 * Times the planner alone, in milliseconds of CPU: 1,000 and 5,000 services that are new, unchanged, edited here and
 * there, and all changed. A command plans once, so the first plan of a process counts, and what it can come to later.
 *   node bench/plan.ts [--runs 5]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import type { ObservedContainer } from '../src/model/observed.ts';
import type { Project } from '../src/model/project.ts';
import type { Service } from '../src/model/service.ts';
import { planUp, type UpInput } from '../src/plan/plan-up.ts';
import {
  dependsOn,
  FACTS,
  makeContainer,
  makeObserved,
  makeProject,
  upOptions,
} from '../test/support/plan-fixtures.ts';

type World = Pick<UpInput, 'project' | 'observed'>;

const SIZES = [1000, 5000];
const LATER_RUNS = 20;

/** Which services there are, and which of them were made from another definition. */
const KINDS: readonly (readonly [string, (size: number) => World])[] = [
  ['new', (size) => worldOf(size, { isThere: () => false, isEdited: () => false })],
  ['unchanged', (size) => worldOf(size, { isThere: () => true, isEdited: () => false })],
  [
    '1 of 10 edited',
    (size) => worldOf(size, { isThere: (i) => i % 10 !== 3, isEdited: (i) => i % 10 === 7 }),
  ],
  ['all edited', (size) => worldOf(size, { isThere: () => true, isEdited: () => true })],
];

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    only: { type: 'string' },
    // of a process that this one starts
    world: { type: 'string' },
    times: { type: 'string', default: '1' },
  },
});

if (values.world === undefined) compareAll(Number(values.runs));
else process.stdout.write(JSON.stringify(timesOf(values.world, Number(values.times))));

function compareAll(runs: number): void {
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-bench-'));
  for (const size of SIZES)
    for (const [kind, make] of KINDS) {
      const file = join(folder, 'world.json');
      writeFileSync(file, JSON.stringify(make(size)));
      const firsts = Array.from({ length: runs }, () => timesInProcess(file, 1)[0] ?? Number.NaN);
      const [, ...later] = timesInProcess(file, LATER_RUNS);
      report(`plan ${size}, ${kind}`, firsts, later);
    }
  rmSync(folder, { recursive: true });
}

function timesInProcess(world: string, times: number): readonly number[] {
  const args = [import.meta.filename, '--world', world, '--times', String(times)];
  const { stdout, stderr, status } = spawnSync(process.execPath, args);
  if (status !== 0) throw new Error(stderr.toString());
  return JSON.parse(stdout.toString()) as readonly number[];
}

function timesOf(world: string, times: number): readonly number[] {
  const { project, observed } = JSON.parse(readFileSync(world, 'utf8')) as World;
  return Array.from({ length: times }, () => {
    const start = process.cpuUsage();
    planUp({ project, observed, facts: FACTS, options: upOptions() });
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
}

interface Containers {
  readonly isThere: (index: number) => boolean;
  readonly isEdited: (index: number) => boolean;
}

function worldOf(size: number, { isThere, isEdited }: Containers): World {
  const project = projectOf(size, () => 'production');
  const before = projectOf(size, (index) => (isEdited(index) ? 'development' : 'production'));
  const containers = containersOf(before).filter((_, index) => isThere(index));
  return { project, observed: makeObserved(project, containers) };
}

/** Chains of ten services, as files of this size have them. */
function projectOf(size: number, modeOf: (index: number) => string): Project {
  const services = Array.from({ length: size }, (_, index): [string, Service] => [
    `s${index}`,
    {
      environment: { INDEX: String(index), MODE: modeOf(index) },
      labels: { tier: String(index % 3) },
      ...(index % 10 === 0 ? {} : { depends_on: { [`s${index - 1}`]: dependsOn() } }),
    },
  ]);
  return makeProject(Object.fromEntries(services));
}

/** As they come to be from that definition, with all labels. */
function containersOf(project: Project): readonly ObservedContainer[] {
  const labels = new Map<string | undefined, ObservedContainer['labels']>();
  const observed = makeObserved(project);
  for (const step of planUp({ project, observed, facts: FACTS, options: upOptions() }).steps)
    if (step.kind === 'createContainer')
      labels.set(step.resource.service, step.draft.request.body.Labels);
  return Object.keys(project.services).map((key) => ({
    ...makeContainer(project, key),
    labels: labels.get(key) ?? {},
  }));
}

function report(name: string, firsts: readonly number[], later: readonly number[]): void {
  const [first = Number.NaN] = firsts.toSorted((a, b) => a - b).slice(firsts.length >> 1);
  const cells = [`first ${first.toFixed(0).padStart(6)} ms CPU`];
  cells.push(
    `best later ${Math.min(...later)
      .toFixed(1)
      .padStart(8)} ms CPU`,
  );
  process.stdout.write(`${name.padEnd(26)}${cells.join(', ')}\n`);
}
