import { expect, test } from 'vitest';
import type { Reason } from '../../../src/plan/step.ts';
import { planToJson, renderPlan } from '../../../src/render/plan-view.ts';
import { reasonWords } from '../../../src/render/reason-words.ts';
import { makeTheme } from '../../../src/render/theme.ts';
import { plan, recreation, step } from './samples.ts';

const theme = makeTheme({ color: false, unicode: true });
const at = { file: '/w/compose.yaml', line: 4, column: 12, length: 3, text: 'image: nginx:2' };
const because = (reason: Reason) => ({ reason });

test('a plan shows one line a resource, with symbol, verb, reason and risk', () => {
  const changed: Reason = {
    kind: 'configChanged',
    changes: [
      { attribute: 'image', from: 'nginx:1', to: 'nginx:2', at },
      { attribute: 'environment.DB_PASSWORD', from: 'old', to: 'new' },
      { attribute: 'init', to: 'true' },
      { attribute: 'tty' },
    ],
  };
  const shown = plan([
    step('createNetwork', 'web', { resource: { kind: 'network', name: 'p_default' } }),
    ...recreation().map((of) => ({ ...of, reason: changed, risk: 'interrupts' as const })),
    step('createContainer', 'db'),
    step('startContainer', 'db'),
    step('waitUntil', 'cache', { condition: 'healthy' }),
    step('startContainer', 'job', because({ kind: 'notRunning', state: 'exited' })),
    step('stopContainer', 'old', because({ kind: 'orphan' })),
    step('removeContainer', 'old', because({ kind: 'orphan' })),
    step('removeVolume', 'web', {
      resource: { kind: 'volume', name: 'p_data' },
      risk: 'losesData',
      ...because({ kind: 'requested', by: '--volumes' }),
    }),
  ]);
  expect(renderPlan(shown, theme, { base: '/w' })).toMatchInlineSnapshot(`
    "Plan for project "p" (up)

      + Network p_default  create   does not exist yet
      ± Container p-web-1  replace  image, environment, init and tty changed [interrupts]
          ~ image                    nginx:1 → nginx:2  compose.yaml:4
          ~ environment.DB_PASSWORD  ••• changed
          ~ init                     → true
          ~ tty                      changed
      + Container p-db-1   create   does not exist yet
      ~ Container p-job-1  start    is not running (exited)
      - Container p-old-1  remove   no service of this project declares it
      - Volume p_data      remove   asked for by --volumes [loses data]

    2 to add, 1 to replace, 1 to change, 2 to remove, 0 unchanged
    "
  `);
});

test('nothing to do is one sentence', () => {
  const unchanged = [{ service: 'web', name: 'p-web-1', id: 'a', state: 'running' }];
  expect(renderPlan(plan([], { unchanged }), theme)).toBe(
    'Nothing to do in project "p": 1 container is as wanted.\n',
  );
});

test.each<[Reason, string]>([
  [{ kind: 'missing' }, 'does not exist yet'],
  [{ kind: 'configChanged', changes: [] }, 'configuration changed'],
  [
    { kind: 'imageChanged', from: `sha256:${'a'.repeat(64)}`, to: `sha256:${'b'.repeat(64)}` },
    'image changed aaaaaaaaaaaa → bbbbbbbbbbbb',
  ],
  [{ kind: 'networkDetached', networks: ['a', 'b'] }, 'is not on networks "a", "b"'],
  [{ kind: 'volumeNotMounted', volumes: ['v'] }, 'does not mount volume "v"'],
  [{ kind: 'notRunning', state: 'exited' }, 'is not running (exited)'],
  [{ kind: 'surplusReplica', wanted: 1 }, 'more than the 1 replica wanted'],
  [{ kind: 'orphan' }, 'no service of this project declares it'],
  [{ kind: 'leftover', what: 'name' }, 'left over from an interrupted run (name)'],
  [{ kind: 'dependency', service: 'web' }, 'needed by service "web"'],
  [
    { kind: 'dependency', service: 'web', condition: 'service_healthy' },
    'needed by service "web", which must be healthy first',
  ],
  [
    { kind: 'dependencyRecreated', service: 'db' },
    'service "db", which it depends on, is replaced',
  ],
  [{ kind: 'networkRecreated', network: 'front' }, 'network "front" is replaced'],
  [{ kind: 'volumeRecreated', volume: 'data' }, 'volume "data" is replaced'],
  [
    { kind: 'filesChanged', files: ['configs.site'], at },
    'content of configs.site changed (/w/compose.yaml:4:12)',
  ],
  [
    { kind: 'imageChanged', from: 'a', to: 'b', image: 'app:1', at },
    'image app:1 changed a → b (/w/compose.yaml:4:12)',
  ],
  [
    {
      kind: 'configChanged',
      changes: ['a', 'b', 'c', 'd', 'e'].map((attribute) => ({ attribute })),
    },
    'a, b, c and 2 more changed',
  ],
  [{ kind: 'replacement', of: 'p-web-1' }, 'takes the place of p-web-1'],
  [{ kind: 'imageMissing' }, 'the engine does not have it'],
  [{ kind: 'imagePolicy', policy: 'always' }, 'pull policy "always"'],
  [{ kind: 'requested', by: 'restart' }, 'asked for by restart'],
  [
    {
      kind: 'filesChanged',
      files: ['configs.site', 'secrets.a'],
      paths: { 'configs.site': '/b/s' },
    },
    'content of configs.site (/b/s), secrets.a changed',
  ],
])('%j is told in words', (reason, words) => {
  expect(reasonWords(reason, theme)).toBe(words);
});

test('a plan as data has no values of the environment, no request bodies and no lines of files', () => {
  const secret: Reason = {
    kind: 'configChanged',
    changes: [
      {
        attribute: 'environment.A',
        from: 'hunter2',
        to: 'hunter3',
        at: { ...at, text: 'hunter4' },
      },
      { attribute: 'image', from: 'nginx:1', to: 'nginx:2' },
    ],
  };
  const draft = { request: { Env: ['A=hunter2'], Image: 'nginx' }, service: {}, waitsFor: {} };
  const json = planToJson(plan([step('createContainer', 'web', { draft, ...because(secret) })]));
  expect(JSON.stringify(json)).not.toContain('hunter');
  expect(json).toMatchObject({
    version: 1,
    project: 'p',
    verb: 'up',
    steps: [
      {
        id: 'container/web-1/createContainer',
        kind: 'createContainer',
        fields: ['Env', 'Image'],
        risk: 'none',
        reason: {
          kind: 'configChanged',
          changes: [
            { attribute: 'environment.A', at: { file: '/w/compose.yaml', line: 4, column: 12 } },
            { attribute: 'image', from: 'nginx:1', to: 'nginx:2' },
          ],
        },
      },
    ],
  });
});
