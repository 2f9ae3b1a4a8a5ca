import { expect, test } from 'vitest';
import { serviceHash } from '../../../src/model/config-hash.ts';
import type { Provided } from '../../../src/model/provided.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { planDown } from '../../../src/plan/plan-down.ts';
import { planUp } from '../../../src/plan/plan-up.ts';
import {
  dependsOn,
  FACTS,
  makeContainer,
  makeObserved,
  makeProject,
  upOptions,
} from '../../support/plan-fixtures.ts';

const cloud = { provider: { type: 'cloud', options: { size: ['1'] } } };
const project = makeProject({
  db: cloud,
  web: { depends_on: { db: dependsOn() }, environment: { X: '1' } },
});
const web = project.services['web'] ?? {};
const withVariables = (more: Readonly<Record<string, string>>) => ({
  ...web,
  environment: { X: '1', ...more },
});

const provided = (db: Partial<Provided>): ReadonlyMap<string, Provided> =>
  new Map([['db', { prefixed: {}, raw: {}, ...db }]]);

/** Of a container that was made with these variables. */
const observedWith = (environment: Readonly<Record<string, string>>, hash: string) =>
  makeObserved(project, [makeContainer(project, 'web', { hash })], {
    environments: { web: environment },
  });

const plan = (input: Partial<Parameters<typeof planUp>[0]> = {}): Plan =>
  planUp({
    project,
    observed: makeObserved(project),
    facts: FACTS,
    options: upOptions(),
    ...input,
  });

const kinds = ({ steps }: Plan): readonly string[] => steps.map(({ id }) => id);

test('the program is run before containers that need its variables are made', () => {
  const { steps } = plan();
  const create = steps.find(({ kind }) => kind === 'createContainer');
  expect(create?.after).toContain('provider/db/up');
  expect(steps.find(({ kind }) => kind === 'runProvider')).toMatchObject({
    resource: { kind: 'provider', name: 'db' },
    reason: { kind: 'provided', type: 'cloud' },
    provider: cloud.provider,
    command: 'up',
  });
});

test('what it has told stands in the environment of its dependents, and it is not run again', () => {
  const options = upOptions({ provided: provided({ prefixed: { URL: 'a' }, raw: { Y: 'b' } }) });
  const { steps, diagnostics } = plan({ options });
  expect(steps.filter(({ kind }) => kind === 'runProvider')).toEqual([]);
  const create = steps.find((step) => step.kind === 'createContainer');
  expect(create?.draft.request.body.Env).toEqual(['DB_URL=a', 'X=1', 'Y=b']);
  expect(diagnostics).toEqual([]);
});

test('the hash is taken with the variables, as Docker Compose does', () => {
  const told = provided({ prefixed: { URL: 'a' } });
  const hash = serviceHash(withVariables({ DB_URL: 'a' }));
  const observed = observedWith({}, hash);
  expect(kinds(plan({ observed, options: upOptions({ provided: told }) }))).toEqual([]);
  const moved = upOptions({ provided: provided({ prefixed: { URL: 'b' } }) });
  expect(kinds(plan({ observed, options: moved }))).toContain('container/web-1/create');
});

test('before it has been asked the container tells what it may be', () => {
  const prefixed = { DB_URL: 'a' };
  const byPrefix = observedWith({ X: '1', ...prefixed }, serviceHash(withVariables(prefixed)));
  expect(kinds(plan({ observed: byPrefix }))).toEqual(['provider/db/up']);
  const plain = { PLAIN: 'a' };
  const byHash = observedWith({ X: '1', ...plain }, serviceHash(withVariables(plain)));
  expect(kinds(plan({ observed: byHash }))).toEqual(['provider/db/up']);
});

test('a variable that is left of an older file is not taken for the provider’s', () => {
  const old = observedWith({ X: '1', OLD: '2', DB_URL: 'a' }, 'of an older file');
  const create = plan({ observed: old }).steps.find((step) => step.kind === 'createContainer');
  expect(create?.draft.request.body.Env).toEqual(['DB_URL=a', 'X=1']);
});

test('a variable of the file’s that it replaces is told', () => {
  const options = upOptions({ provided: provided({ raw: { X: '2' } }) });
  expect(plan({ options }).diagnostics).toMatchObject([
    { code: 'provider-overrides', severity: 'warning', path: 'services.web.environment.X' },
  ]);
});

test('down runs it when the containers that depend on it are gone', () => {
  const observed = makeObserved(project, [makeContainer(project, 'web')]);
  const options = { named: [], removeOrphans: false, volumes: false, separator: '-' } as const;
  const { steps } = planDown({ project, observed, builtImages: [], options });
  const down = steps.find(({ kind }) => kind === 'runProvider');
  const removal = steps.find(({ kind }) => kind === 'removeContainer');
  expect(down).toMatchObject({ id: 'provider/db/down', command: 'down' });
  expect(down?.after).toContain(removal?.id);
});
