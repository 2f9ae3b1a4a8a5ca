import { expect, test } from 'vitest';
import { planPull } from '../../../src/plan/plan-pull.ts';
import type { ObservedState } from '../../../src/model/observed.ts';
import type { Project } from '../../../src/model/project.ts';

const build = { context: '.' };
const project = {
  name: 'p',
  environment: {},
  services: {
    nameless: { build },
    never: { image: 'r/never', pull_policy: 'never' },
    present: { image: 'r/present', pull_policy: 'missing' },
    web: { image: 'r/web' },
    twin: { image: 'r/web' },
    built: { image: 'r/built', build },
  },
} as unknown as Project;
const observed = { images: { 'r/present': {} } } as unknown as Pick<ObservedState, 'images'>;
const plan = (ignoreBuildable = false): ReturnType<typeof planPull> =>
  planPull(project, observed, { ignoreBuildable, ignoreFailures: false });

test('each distinct image is pulled once', () => {
  expect(plan().steps.map(({ id }) => id)).toEqual(['image/r/web/pull', 'image/r/built/pull']);
});

test('services whose image is not pulled are passed over with the reason', () => {
  expect(plan(true).passedOver).toEqual([
    { service: 'nameless', why: 'No image to be pulled' },
    { service: 'never' },
    { service: 'present', why: 'Image is already present locally' },
    { service: 'twin', why: 'Image is already being pulled by web' },
    { service: 'built', why: 'Image can be built' },
  ]);
});
