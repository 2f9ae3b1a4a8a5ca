import { expect, test } from 'vitest';
import { planPush } from '../../../src/plan/plan-push.ts';
import type { Project } from '../../../src/model/project.ts';

const build = { context: '.' };
const project = {
  name: 'p',
  services: {
    web: { image: 'r/web', build: { ...build, tags: ['r/web:2', 'r/web'] } },
    twin: { image: 'r/web', build },
    named: { image: 'busybox' },
    nameless: { build },
  },
} as unknown as Project;

test('each distinct image and tag of what can be built is pushed once, all at once', () => {
  const { steps } = planPush(project, { ignoreFailures: false });
  expect(steps.map(({ id, after, optional }) => ({ id, after, optional }))).toEqual([
    { id: 'image/r/web/push', after: [], optional: undefined },
    { id: 'image/r/web:2/push', after: [], optional: undefined },
  ]);
});

test('failures may be told to be no failures', () => {
  const { steps } = planPush(project, { ignoreFailures: true });
  expect(steps.every(({ optional }) => optional === true)).toBe(true);
});

test('services without a build or a name are passed over', () => {
  const { passedOver } = planPush(project, { ignoreFailures: false });
  expect(passedOver).toEqual([{ service: 'named' }, { service: 'nameless' }]);
});
