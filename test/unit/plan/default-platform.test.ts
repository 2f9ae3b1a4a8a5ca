import { describe, expect, test } from 'vitest';
import type { Service } from '../../../src/model/service.ts';
import { planPull } from '../../../src/plan/plan-pull.ts';
import { planUp } from '../../../src/plan/plan-up.ts';
import { FACTS, makeObserved, makeProject, upOptions } from '../../support/plan-fixtures.ts';

const environment = { DOCKER_DEFAULT_PLATFORM: 'linux/arm64' };
const BUILD: Service = { build: { context: '.' }, image: 'built:1' };

function stepsFor(service: Service, variables: Record<string, string> = environment) {
  const project = makeProject({ web: service }, { environment: variables });
  const observed = { ...makeObserved(project, []), images: {} };
  return planUp({ project, observed, facts: FACTS, options: upOptions() }).steps;
}

const platforms = (service: Service, variables?: Record<string, string>) =>
  stepsFor(service, variables).flatMap((step) => {
    if (step.kind === 'createContainer') return [[step.kind, step.draft.request.platform]];
    return step.kind === 'pullImage' || step.kind === 'buildImage'
      ? [[step.kind, step.platform]]
      : [];
  });

const draftService = (service: Service): Service | undefined =>
  stepsFor(service)
    .flatMap((step) => (step.kind === 'createContainer' ? [step.draft.service] : []))
    .at(0);

describe('DOCKER_DEFAULT_PLATFORM', () => {
  test('is that of pulls and containers whose service names none', () => {
    expect(platforms({})).toEqual([
      ['pullImage', 'linux/arm64'],
      ['createContainer', 'linux/arm64'],
    ]);
    const project = makeProject({ web: {} }, { environment });
    const options = { ignoreBuildable: false, ignoreFailures: false };
    expect(planPull(project, { images: {} }, options).steps).toMatchObject([
      { platform: 'linux/arm64' },
    ]);
  });

  test('gives way to the service’s own, and is nothing when empty', () => {
    expect(platforms({ platform: 'linux/amd64' })).toEqual([
      ['pullImage', 'linux/amd64'],
      ['createContainer', 'linux/amd64'],
    ]);
    expect(platforms({}, { DOCKER_DEFAULT_PLATFORM: '' })).toEqual([
      ['pullImage', undefined],
      ['createContainer', undefined],
    ]);
  });

  test('becomes part of a service that is built, so that it counts in the hash; of no other', () => {
    expect(draftService(BUILD)?.platform).toBe('linux/arm64');
    expect(draftService({})?.platform).toBeUndefined();
  });
});
