/**
 * Times the planner alone: projects of 1,000 and 5,000 services that are new, unchanged and all changed.
 *   node bench/plan.ts [--runs 7]
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import type { ObservedState } from '../src/model/observed.ts';
import type { Project } from '../src/model/project.ts';
import type { Service } from '../src/model/service.ts';
import { planUp } from '../src/plan/plan-up.ts';
import {
  dependsOn,
  FACTS,
  makeContainer,
  makeObserved,
  makeProject,
  upOptions,
} from '../test/support/plan-fixtures.ts';

const options = { runs: { type: 'string', default: '7' }, only: { type: 'string' } } as const;
const { values } = parseArgs({ options });

for (const size of [1000, 5000]) {
  const project = projectOf(size);
  const containers = Object.keys(project.services).map((key) => makeContainer(project, key));
  report(`plan ${size}, new`, project, makeObserved(project));
  report(`plan ${size}, unchanged`, project, makeObserved(project, containers));
  const others = Object.keys(project.services).map((key) =>
    makeContainer(project, key, { hash: 'other' }),
  );
  report(`plan ${size}, all changed`, project, makeObserved(project, others));
}

/** Chains of ten services, as files of this size have them. */
function projectOf(size: number): Project {
  const services = Array.from({ length: size }, (_, index): [string, Service] => [
    `s${index}`,
    {
      environment: { INDEX: String(index), MODE: 'production' },
      labels: { tier: String(index % 3) },
      ...(index % 10 === 0 ? {} : { depends_on: { [`s${index - 1}`]: dependsOn() } }),
    },
  ]);
  return makeProject(Object.fromEntries(services));
}

function report(name: string, project: Project, observed: ObservedState): void {
  const times = Array.from({ length: Number(values.runs) }, () => {
    const start = process.cpuUsage();
    planUp({ project, observed, facts: FACTS, options: upOptions() });
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  const [first = 0] = times;
  const best = Math.min(...times);
  process.stdout.write(
    `${name.padEnd(26)}first ${first.toFixed(0).padStart(6)} ms CPU, best ${best.toFixed(1).padStart(8)} ms CPU\n`,
  );
}
