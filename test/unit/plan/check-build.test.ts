import { describe, expect, it } from 'vitest';
import type { Build } from '../../../src/model/service.ts';
import { planBuild } from '../../../src/plan/plan-build.ts';
import { dependsOn, makeProject } from '../../support/plan-fixtures.ts';

const OPTIONS = {
  separator: '-',
  args: {},
  noCache: false,
  pull: false,
  push: false,
  imagesSettled: false,
} as const;

const messages = (
  build: Build,
  environment: Readonly<Record<string, string>>,
): readonly string[] => {
  const project = makeProject({ web: { build } }, { environment });
  return planBuild(project, OPTIONS).diagnostics.map(({ message }) => message);
};

describe('the old builder', () => {
  it.each([
    [{ platforms: ['linux/amd64', 'linux/arm64'] }, 'multi-arch build'],
    [{ privileged: true }, 'privileged mode'],
    [{ additional_contexts: { base: '.' } }, 'additional contexts'],
    [{ ssh: [{ id: 'default' }] }, 'SSH keys'],
    [{ secrets: [{ source: 'token' }] }, 'secrets'],
  ])('is refused for %o', (build, what) => {
    expect(messages(build, { DOCKER_BUILDKIT: '0' })).toEqual([
      `the classic builder doesn't support ${what}, set DOCKER_BUILDKIT=1 to use BuildKit`,
    ]);
    expect(messages(build, { DOCKER_BUILDKIT: '1' })).toEqual([]);
  });

  it('builds after the dependencies, whose images it may start from', () => {
    const services = {
      web: { image: 'web:1', build: {}, depends_on: { base: dependsOn('service_started') } },
      base: { image: 'base:1', build: {} },
    };
    const project = makeProject(services, { environment: { DOCKER_BUILDKIT: '0' } });
    const { steps } = planBuild(project, OPTIONS);
    expect(steps.find(({ id }) => id === 'image/web:1/build')?.after).toEqual([
      'image/base:1/build',
    ]);
  });
});

it('a default platform must be among those that are built', () => {
  const build = { platforms: ['linux/amd64'] };
  expect(messages(build, { DOCKER_DEFAULT_PLATFORM: 'linux/amd64' })).toEqual([]);
  expect(messages(build, { DOCKER_DEFAULT_PLATFORM: 'plan9/mips' })).toEqual([
    'service "web" build.platforms does not support value set by DOCKER_DEFAULT_PLATFORM: plan9/mips',
  ]);
});
