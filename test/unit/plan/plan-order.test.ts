import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Dependency, Service } from '../../../src/model/service.ts';
import { planUp } from '../../../src/plan/plan-up.ts';
import {
  dependsOn,
  FACTS,
  makeContainer,
  makeObserved,
  makeProject,
  upOptions,
} from '../../support/plan-fixtures.ts';

interface Tie {
  readonly condition: Dependency['condition'];
  readonly restart: boolean;
  /** What of the other service is shared besides. */
  readonly shares?: 'network_mode' | 'pid' | 'volumes_from' | 'links' | undefined;
}

const NAMES = ['a', 'b', 'c', 'd'];

const tie: fc.Arbitrary<Tie | undefined> = fc.option(
  fc.record({
    condition: fc.constantFrom('service_started', 'service_healthy'),
    restart: fc.boolean(),
    shares: fc.option(fc.constantFrom('network_mode', 'pid', 'volumes_from', 'links'), {
      nil: undefined,
    }),
  }),
  { nil: undefined },
);

const serviceFrom = (ties: readonly (Tie | undefined)[]): Service =>
  ties.reduce<Service>((service, known, index) => {
    const other = NAMES[index] ?? '';
    if (known === undefined) return service;
    const { condition, restart, shares } = known;
    const edge = dependsOn(condition, restart ? { restart } : {});
    const isList = shares === 'volumes_from' || shares === 'links';
    return {
      ...service,
      depends_on: { ...service.depends_on, [other]: edge },
      ...(shares === undefined ? {} : { [shares]: isList ? [other] : `service:${other}` }),
    };
  }, {});

const services: fc.Arbitrary<Readonly<Record<string, Service>>> = fc
  .tuple(...NAMES.map((_, index) => fc.array(tie, { minLength: index, maxLength: index })))
  .map((rows) => Object.fromEntries(rows.map((ties, i) => [NAMES[i] ?? '', serviceFrom(ties)])));

const state = fc.record({
  isThere: fc.boolean(),
  isEdited: fc.boolean(),
  isElsewhere: fc.boolean(),
  state: fc.constantFrom('running', 'exited', 'created', 'paused'),
});

const choices = fc.record({
  recreate: fc.constantFrom('diverged', 'force'),
  recreateDependencies: fc.constantFrom('diverged', 'force'),
  wait: fc.boolean(),
  start: fc.boolean(),
});

test('whatever depends on whatever in whichever state, every step stands behind those it comes after', () => {
  const states = fc.array(state, { minLength: NAMES.length, maxLength: NAMES.length });
  fc.assert(
    fc.property(services, states, choices, (defined, found, options) => {
      const project = makeProject(defined);
      const containers = NAMES.flatMap((name, index) => {
        const { isThere = false, isEdited, isElsewhere, state: is } = found[index] ?? {};
        if (!isThere) return [];
        return makeContainer(project, name, {
          ...(isEdited === true ? { hash: '0'.repeat(64) } : {}),
          ...(isElsewhere === true ? { networkId: 'x'.repeat(64) } : {}),
          ...(is === undefined ? {} : { state: is }),
        });
      });
      const observed = makeObserved(project, containers);
      const { steps } = planUp({ project, observed, facts: FACTS, options: upOptions(options) });
      const done = new Set<string>();
      for (const { id, after } of steps) {
        expect(after.filter((other) => !done.has(other))).toEqual([]);
        done.add(id);
      }
    }),
    { numRuns: 500 },
  );
});
