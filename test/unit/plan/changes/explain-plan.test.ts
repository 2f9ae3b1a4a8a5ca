import { describe, expect, it } from 'vitest';
import { LABEL } from '../../../../src/model/labels.ts';
import type { ObservedContainer } from '../../../../src/model/observed.ts';
import type { Service } from '../../../../src/model/service.ts';
import {
  explainPlan,
  type LookupAnswer,
  lookupsOf,
} from '../../../../src/plan/changes/explain-plan.ts';
import { planUp } from '../../../../src/plan/plan-up.ts';
import type { Plan } from '../../../../src/plan/plan.ts';
import { fieldDigests } from '../../../../src/plan/request/field-digests.ts';
import {
  FACTS,
  IMAGE_ID,
  makeContainer,
  makeObserved,
  makeProject,
  upOptions,
} from '../../../support/plan-fixtures.ts';
import { inspectOf } from './sample.ts';

const OLD: Service = { command: ['old'], labels: { tier: 'front' } };
const NEW: Service = { command: ['new'], labels: { tier: 'front' } };

interface World {
  readonly after?: Service;
  readonly containers?: readonly {
    readonly hash: string;
    /** The digests; the right ones unless given. */
    readonly fields?: string;
    readonly imageId?: string;
  }[];
}

/** `web` as it was made from `OLD`, and the plan that makes it anew. */
function worldOf({ after = NEW, containers = [{ hash: 'h1' }] }: World = {}) {
  const project = makeProject({ web: { ...after, scale: containers.length }, db: {} });
  const before = makeProject({ web: OLD });
  const digests = JSON.stringify(fieldDigests(before.services['web'] ?? {}, 'shop'));
  const web = containers.map(({ hash, fields = digests, imageId = IMAGE_ID }, index) => {
    const container = makeContainer(project, 'web', {
      number: index + 1,
      hash,
      imageId,
      id: `${index + 1}`.repeat(64),
    });
    return { ...container, labels: { ...container.labels, [LABEL.fields]: fields } };
  });
  const observed = makeObserved(project, [...web, makeContainer(project, 'db')]);
  const plan = planUp({ project, observed, facts: FACTS, options: upOptions() });
  const explain = (answers: Readonly<Record<string, LookupAnswer>>): Plan =>
    explainPlan({
      plan,
      observed,
      project,
      answers: new Map(Object.entries(answers)),
      placeOf: (path, part) => ({
        file: `${path.join('/')}#${part}`,
        line: 1,
        column: 1,
        length: 1,
      }),
    });
  return { plan, observed, web, explain };
}

const idOf = (web: readonly ObservedContainer[], index: number): string => web[index]?.id ?? '';

const reasonsOf = (plan: Plan, service: string): readonly unknown[] => [
  ...new Set(
    plan.steps.filter(({ resource }) => resource.name === service).map(({ reason }) => reason),
  ),
];

describe('what is asked of the engine', () => {
  it('is one container of each service that is replaced', () => {
    const { plan, observed, web } = worldOf({ containers: [{ hash: 'h1' }, { hash: 'h1' }] });
    expect(lookupsOf(plan, observed)).toEqual([{ container: idOf(web, 0) }]);
  });

  it('is nothing where nothing is replaced', () => {
    const project = makeProject({ web: {} });
    const observed = makeObserved(project, [makeContainer(project, 'web')]);
    const plan = planUp({ project, observed, facts: FACTS, options: upOptions() });
    expect(lookupsOf(plan, observed)).toEqual([]);
  });

  it.each(['', 'garbage', 'null'])('is its image as well, where the digests are "%s"', (fields) => {
    const { plan, observed, web } = worldOf({ containers: [{ hash: 'h1', fields }] });
    expect(lookupsOf(plan, observed)).toEqual([{ container: idOf(web, 0), image: IMAGE_ID }]);
  });

  it('is its image as well, where labels differ and the image is not among those listed', () => {
    const after = { ...NEW, labels: {} };
    const listed = worldOf({ after });
    expect(lookupsOf(listed.plan, listed.observed)[0]).not.toHaveProperty('image');
    const gone = worldOf({ after, containers: [{ hash: 'h1', imageId: 'sha256:gone' }] });
    expect(lookupsOf(gone.plan, gone.observed)[0]).toHaveProperty('image', 'sha256:gone');
  });
});

describe('a plan that is explained', () => {
  const answer = { container: inspectOf(OLD) };

  it('tells the values in all steps of the replacement, and has the same steps', () => {
    const { plan, web, explain } = worldOf({ containers: [{ hash: 'h1' }, { hash: 'h1' }] });
    const told = explain({ [idOf(web, 0)]: answer });
    const at = { file: 'services/web/command#value', line: 1, column: 1, length: 1 };
    const changes = [{ attribute: 'command', change: 'changed', from: 'old', to: 'new', at }];
    for (const name of ['shop-web-1', 'shop-web-2'])
      expect(reasonsOf(told, name)).toEqual([{ kind: 'configChanged', changes }]);
    expect(told.steps.map(({ id }) => id)).toEqual(plan.steps.map(({ id }) => id));
  });

  it('does not tell of a replica what another generation of it was', () => {
    const { web, explain } = worldOf({ containers: [{ hash: 'h1' }, { hash: 'h2' }] });
    const told = explain({ [idOf(web, 0)]: answer });
    expect(reasonsOf(told, 'shop-web-1')).toMatchObject([{ changes: [{ from: 'old' }] }]);
    expect(reasonsOf(told, 'shop-web-2')).toMatchObject([{ changes: [{ attribute: 'command' }] }]);
    expect(JSON.stringify(reasonsOf(told, 'shop-web-2'))).not.toContain('old');
  });

  it('stays as it is without an answer', () => {
    const { plan, explain } = worldOf();
    expect(explain({}).steps).toEqual(plan.steps);
  });

  it('places what is gone where it was: at the attribute, or at the service', () => {
    const { web, explain } = worldOf({ after: { labels: { other: 'x' } } });
    const told = explain({ [idOf(web, 0)]: answer });
    expect(reasonsOf(told, 'shop-web-1')).toMatchObject([
      {
        changes: [
          { attribute: 'command', change: 'removed', at: { file: 'services/web#key' } },
          { attribute: 'labels.tier', change: 'removed', at: { file: 'services/web/labels#key' } },
          { attribute: 'labels.other', at: { file: 'services/web/labels/other#value' } },
        ],
      },
    ]);
  });
});
