/** What programs are told has the form that schemas/ publishes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { Event } from '../../../src/events/event.ts';
import { planUp } from '../../../src/plan/plan-up.ts';
import type { Reason } from '../../../src/plan/step.ts';
import { planToJson } from '../../../src/render/plan-json.ts';
import { makeProgress } from '../../../src/render/progress/progress.ts';
import { makeTheme } from '../../../src/render/theme.ts';
import {
  dependsOn,
  FACTS,
  makeContainer,
  makeObserved,
  makeProject,
  upOptions,
} from '../../support/plan-fixtures.ts';
import { both, ended, plan, started, step } from './samples.ts';

const folder = join(import.meta.dirname, '../../../schemas');

interface Schema {
  readonly $id: string;
  readonly title: string;
  readonly description: string;
}

const schemaOf = (name: string): Schema =>
  JSON.parse(readFileSync(join(folder, `${name}.schema.json`), 'utf8')) as Schema;

const ajv = new Ajv2020({ allErrors: true, strict: false });

function problemsOf(name: string): (data: unknown) => readonly string[] {
  const { $id } = schemaOf(name);
  const validate = ajv.getSchema($id) ?? ajv.compile(schemaOf(name));
  return (data) => {
    void validate(data);
    return (validate.errors ?? []).map(
      ({ instancePath, message = '' }) => `${instancePath} ${message}`,
    );
  };
}

describe('each schema', () => {
  it.each(['compose', 'plan', 'event'])('%s says what it is', (name) => {
    const { $id, title, description } = schemaOf(name);
    expect($id).toMatch(new RegExp(`^https://.*/${name}\\.schema\\.json$`));
    expect(`${title}: ${description}`.length).toBeGreaterThan(40);
  });
});

describe('a plan as JSON', () => {
  const problems = problemsOf('plan');

  const project = makeProject(
    {
      db: { image: 'app:1' },
      web: { image: 'app:1', depends_on: { db: dependsOn('service_healthy') } },
      built: { image: 'x', build: { context: '.' } },
    },
    { volumes: { data: { name: 'shop_data' } } },
  );

  it('has the published form when everything is new', () => {
    const observed = makeObserved(project, [], { networks: [] });
    const json = planToJson(planUp({ project, observed, facts: FACTS, options: upOptions() }));
    expect((json['steps'] as readonly unknown[]).length).toBeGreaterThan(5);
    expect(problems(json)).toEqual([]);
  });

  it('has it when containers are there and differ', () => {
    const observed = makeObserved(project, [
      makeContainer(project, 'web', { hash: 'other' }),
      makeContainer(project, 'db'),
      makeContainer(project, 'old'),
    ]);
    const options = upOptions({ removeOrphans: true });
    expect(problems(planToJson(planUp({ project, observed, facts: FACTS, options })))).toEqual([]);
  });

  const at = { file: 'compose.yaml', line: 4, column: 12, length: 3, text: 'image: x' };
  const reasons: readonly Reason[] = [
    { kind: 'missing' },
    { kind: 'configChanged', changes: [{ attribute: 'image', from: 'a', to: 'b', at }] },
    { kind: 'configChanged', changes: [{ attribute: 'environment.A', from: 'a', to: 'b' }] },
    { kind: 'filesChanged', files: ['configs.site'] },
    { kind: 'filesChanged', files: ['configs.site'], paths: { 'configs.site': '/a/b' } },
    { kind: 'imageChanged', from: 'a', to: 'b' },
    { kind: 'networkDetached', networks: ['n'] },
    { kind: 'volumeNotMounted', volumes: ['v'] },
    { kind: 'notRunning', state: 'exited' },
    { kind: 'surplusReplica', wanted: 1 },
    { kind: 'orphan' },
    { kind: 'leftover', what: 'x' },
    { kind: 'dependency', service: 'db', condition: 'service_healthy' },
    { kind: 'dependency', service: 'db' },
    { kind: 'dependencyRecreated', service: 'db' },
    { kind: 'networkRecreated', network: 'front' },
    { kind: 'volumeRecreated', volume: 'data' },
    { kind: 'filesChanged', files: ['configs.site'], at },
    { kind: 'imageChanged', from: 'a', to: 'b', image: 'app:1', at },
    {
      kind: 'configChanged',
      changes: [
        { attribute: 'ports', change: 'added', to: '80', at },
        { attribute: 'environment.A', change: 'changed', hidden: true, at },
        { attribute: 'labels.a', change: 'removed', from: 'b' },
      ],
    },
    { kind: 'networkDetached', networks: ['n'], at },
    { kind: 'volumeNotMounted', volumes: ['v'], at },
    { kind: 'surplusReplica', wanted: 1, at },
    { kind: 'dependencyRecreated', service: 'db', at },
    { kind: 'replacement', of: 'x' },
    { kind: 'imageMissing' },
    { kind: 'imagePolicy', policy: 'always' },
    { kind: 'requested', by: '--force-recreate' },
  ];

  it.each(reasons.map((reason) => [reason.kind, reason] as const))(
    'gives the reason %s',
    (_, reason) => {
      const diagnostic = {
        code: 'c',
        severity: 'warning',
        message: 'm',
        at,
        hint: 'h',
        path: 'p',
      } as const;
      const json = planToJson(
        plan([step('stopContainer', 'web', { reason, group: 'g', optional: true })], {
          diagnostics: [diagnostic],
        }),
      );
      expect(problems(JSON.parse(JSON.stringify(json)))).toEqual([]);
    },
  );

  it('is refused with a key that nobody described', () => {
    const json = planToJson(plan([step('stopContainer')]));
    expect(problems({ ...json, secret: 1 })).not.toEqual([]);
  });
});

describe('lines of progress', () => {
  const problems = problemsOf('event');

  function linesOf(events: readonly Event[], dryRun: boolean): readonly string[] {
    let text = '';
    const progress = makeProgress('json', {
      write: (part) => {
        text += part;
      },
      columns: () => 80,
      rows: () => 24,
      theme: makeTheme({ color: false, unicode: true }),
      now: () => 0,
      verb: 'up',
      dryRun,
    });
    for (const event of events) progress.onEvent(event);
    progress.end();
    return text.trimEnd().split('\n');
  }

  const pull = step('pullImage', 'web', { reference: 'busybox' });
  const build = step('buildImage', 'web', { image: 'p-web' });
  const place = { file: 'compose.yaml', line: 1, column: 2, length: 3, text: 'x' };
  const events: readonly Event[] = [
    { kind: 'planned', at: 0, plan: plan([pull]) },
    started(pull),
    {
      kind: 'stepProgress',
      at: 0,
      step: pull,
      progress: { kind: 'transfer', layer: 'l', status: 'Downloading', current: 1, total: 2 },
    },
    ended(pull, { status: 'failed', failure: { code: 'pull-failed', message: 'gone', hint: 'h' } }),
    started(build),
    {
      kind: 'stepProgress',
      at: 0,
      step: build,
      progress: { kind: 'buildLog', vertex: 'v', text: 'x' },
    },
    ...both(step('createContainer')),
    {
      kind: 'notice',
      at: 0,
      diagnostic: {
        code: 'x',
        severity: 'error',
        message: 'm',
        path: 'services.a',
        at: place,
        related: [{ message: 'here', at: place }],
        evidence: ['line'],
        hint: 'h',
      },
    },
    { kind: 'notice', at: 0, diagnostic: { code: 'x', severity: 'warning', message: 'm' } },
  ];

  it.each([false, true])('have the published form (dry run: %s)', (dryRun) => {
    const lines = linesOf(events, dryRun);
    expect(lines.length).toBeGreaterThan(6);
    for (const line of lines) expect([line, problems(JSON.parse(line))]).toEqual([line, []]);
  });
});
