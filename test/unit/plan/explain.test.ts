import { describe, expect, it } from 'vitest';
import type { Project } from '../../../src/model/project.ts';
import { explain, type ExplainInput, type Explanation } from '../../../src/plan/explain.ts';
import { planUp } from '../../../src/plan/plan-up.ts';
import {
  dependsOn,
  FACTS,
  makeContainer,
  makeObserved,
  makeProject,
  upOptions,
} from '../../support/plan-fixtures.ts';

type Containers = ReturnType<typeof makeContainer>[];

function ask(
  project: Project,
  containers: Containers,
  more: Partial<ExplainInput> = {},
): Explanation {
  const observed = makeObserved(project, containers);
  const none = new Set<string>();
  return explain({ project, observed, refused: none, outOfMemory: none, named: [], ...more });
}

const standings = ({ services }: Explanation): Record<string, string> =>
  Object.fromEntries(services.map(({ service, standing }) => [service, standing]));

const chain = makeProject({
  web: { depends_on: { api: dependsOn() } },
  api: { depends_on: { db: dependsOn('service_healthy') } },
  db: { healthcheck: { test: ['CMD', 'true'] } },
});

const held = (): Containers => [
  makeContainer(chain, 'db', { health: 'unhealthy' }),
  makeContainer(chain, 'api', { state: 'created' }),
];

describe('explain', () => {
  it('follows those that wait down to the first cause', () => {
    const { causes, idle, ok } = ask(chain, held());
    expect(ok).toBe(false);
    expect(idle).toEqual([]);
    expect(causes.map(({ standing }) => standing.service)).toEqual(['db']);
    expect(causes[0]?.chains.map((links) => links.map(({ service }) => service))).toEqual([
      ['db', 'api', 'web'],
    ]);
  });

  it('shows the cause of a service that is asked for, even if the cause is not', () => {
    const { services, causes } = ask(chain, held(), { named: ['api'] });
    expect(services.map(({ service }) => service)).toEqual(['api']);
    expect(causes.map(({ standing }) => standing.service)).toEqual(['db']);
    expect(causes[0]?.chains.map((links) => links.length)).toEqual([2]);
  });

  it('calls a project that was never started idle, and nothing a failure', () => {
    const { causes, idle, ok } = ask(chain, []);
    expect(causes).toEqual([]);
    expect(idle.map(({ service }) => service)).toEqual(['db', 'api', 'web']);
    expect(ok).toBe(false);
  });

  it('is content when everything is up', () => {
    const all = [
      makeContainer(chain, 'db', { health: 'healthy' }),
      makeContainer(chain, 'api'),
      makeContainer(chain, 'web'),
    ];
    expect(ask(chain, all)).toMatchObject({ ok: true, causes: [], idle: [], outdated: [] });
  });

  it('does not blame a dependency for a container that has run and failed', () => {
    const [db] = held();
    const api = makeContainer(chain, 'api', { state: 'exited', exitCode: 1 });
    const { causes } = ask(chain, [...(db ? [db] : []), api]);
    expect(causes.map(({ standing }) => standing.service)).toEqual(['db', 'api']);
  });

  it('tells a refused start, a failure, a stop and a kill for want of memory apart', () => {
    const project = makeProject({ a: {}, b: {}, c: {}, d: {} });
    const refused = makeContainer(project, 'a', { state: 'created' });
    const killed = makeContainer(project, 'd', { state: 'exited', exitCode: 137 });
    const found = ask(
      project,
      [
        refused,
        makeContainer(project, 'b', { state: 'exited', exitCode: 2 }),
        makeContainer(project, 'c', { state: 'exited', exitCode: 143 }),
        killed,
      ],
      { refused: new Set([refused.id]), outOfMemory: new Set([killed.id]) },
    );
    expect(standings(found)).toEqual({ a: 'refused', b: 'failed', c: 'stopped', d: 'failed' });
  });

  it('counts an end with 0 as finished for a job, and as stopped for a server', () => {
    const project = makeProject({
      job: {},
      server: { ports: [{ target: 80 }] },
      always: { restart: 'unless-stopped' },
      needed: {},
      app: {
        depends_on: { needed: dependsOn(), migrate: dependsOn('service_completed_successfully') },
      },
      migrate: { restart: 'always' },
    });
    const ended = ['job', 'server', 'always', 'needed', 'migrate'].map((service) =>
      makeContainer(project, service, { state: 'exited', exitCode: 0 }),
    );
    expect(standings(ask(project, [...ended, makeContainer(project, 'app')]))).toEqual({
      job: 'finished',
      server: 'stopped',
      always: 'stopped',
      needed: 'stopped',
      migrate: 'finished',
      app: 'up',
    });
  });

  it('judges a service by its worst container, and misses those that are too few', () => {
    const project = makeProject({ web: { scale: 2 }, cache: { scale: 2 } });
    const found = ask(project, [
      makeContainer(project, 'web', { number: 1 }),
      makeContainer(project, 'web', { number: 2, state: 'restarting', exitCode: 1 }),
      makeContainer(project, 'cache', { number: 1 }),
    ]);
    expect(standings(found)).toEqual({ web: 'restarting', cache: 'missing' });
  });

  it('prefers a dependency that failed over one that merely waits', () => {
    const project = makeProject({
      web: { depends_on: { idle: dependsOn(), db: dependsOn() } },
      idle: {},
      db: {},
    });
    const { causes } = ask(project, [
      makeContainer(project, 'db', { state: 'exited', exitCode: 1 }),
    ]);
    expect(causes[0]?.chains[0]?.map(({ service }) => service)).toEqual(['db', 'web']);
  });

  it('leaves services of providers and dependencies that may fail out', () => {
    const project = makeProject({
      web: {
        depends_on: { db: dependsOn('service_started', { required: false }), cloud: dependsOn() },
      },
      db: {},
      cloud: { provider: { type: 'x' } },
    });
    const db = makeContainer(project, 'db', { state: 'exited', exitCode: 1 });
    const { services, idle } = ask(project, [db]);
    expect(services.map(({ service }) => service)).toEqual(['db', 'web']);
    expect(idle.map(({ service, cause }) => [service, cause])).toEqual([['web', 'web']]);
  });

  it('says what the plan would do, and that a service is up but outdated', () => {
    const project = makeProject({ web: {}, db: {} });
    const containers = [
      makeContainer(project, 'web', { hash: 'old' }),
      makeContainer(project, 'db', { state: 'exited', exitCode: 1 }),
    ];
    const observed = makeObserved(project, containers);
    const plan = planUp({ project, observed, facts: FACTS, options: upOptions() });
    const { outdated, services } = ask(project, containers, { plan });
    expect(outdated.map(({ service }) => service)).toEqual(['web']);
    expect(services.map(({ service, intent }) => [service, intent?.action])).toEqual([
      ['web', 'replace'],
      ['db', 'start'],
    ]);
  });
});
