import { describe, expect, it } from 'vitest';
import type { ObservedContainer } from '../../../src/model/observed.ts';
import type { Project } from '../../../src/model/project.ts';
import type { Service } from '../../../src/model/service.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { planUp } from '../../../src/plan/plan-up.ts';
import type { Step } from '../../../src/plan/step.ts';
import {
  dependsOn,
  FACTS,
  makeContainer,
  makeObserved,
  makeProject,
  upOptions,
} from '../../support/plan-fixtures.ts';

const on = (published: string): Service => ({ ports: [{ target: 80, published }] });

/** A running container from before the edit, which has the port. */
const holder = (project: Project, service: string, publicPort: number): ObservedContainer => ({
  ...makeContainer(project, service, { hash: 'before' }),
  ports: [{ ip: '0.0.0.0', privatePort: 80, publicPort, type: 'tcp' }],
});

const plan = (project: Project, containers: readonly ObservedContainer[]): Plan =>
  planUp({
    project,
    observed: makeObserved(project, containers),
    facts: FACTS,
    options: upOptions(),
  });

const after = ({ steps }: Plan, id: string): readonly string[] =>
  steps.find((step: Step) => step.id === id)?.after ?? [];

describe('a port that changes hands', () => {
  it('is given away before it is taken over', () => {
    const project = makeProject({ proxy: on('8080'), web: {} });
    const result = plan(project, [holder(project, 'web', 8080)]);
    expect(after(result, 'container/proxy-1/start')).toContain('container/web-1/old/stop');
  });

  it('is swapped', () => {
    const project = makeProject({ a: on('2'), b: on('1') });
    const result = plan(project, [holder(project, 'a', 1), holder(project, 'b', 2)]);
    expect(after(result, 'container/a-1/start')).toContain('container/b-1/old/stop');
    expect(after(result, 'container/b-1/start')).toContain('container/a-1/old/stop');
  });

  it('goes to a dependency, though that is otherwise waited for while the old container runs', () => {
    const depends = { depends_on: { db: dependsOn('service_healthy'), other: dependsOn() } };
    const project = makeProject({ web: depends, db: on('8080'), other: { tty: true } });
    const result = plan(project, [
      holder(project, 'web', 8080),
      makeContainer(project, 'other', { hash: 'before' }),
    ]);
    expect(after(result, 'container/db-1/start')).toContain('container/web-1/old/stop');
    expect(after(result, 'container/web-1/old/stop')).not.toContain('wait/db-1/healthy');
    expect(after(result, 'container/web-1/old/stop')).toContain('container/other-1/start');
    expect(after(result, 'container/web-1/start')).toContain('wait/db-1/healthy');
  });

  it('leaves everything as it is where the container has it again', () => {
    const project = makeProject({ web: on('8080') });
    const result = plan(project, [holder(project, 'web', 8080)]);
    expect(after(result, 'container/web-1/start')).toEqual(['container/web-1/rename']);
    expect(after(result, 'container/web-1/rename')).toContain('container/web-1/old/stop');
  });
});
