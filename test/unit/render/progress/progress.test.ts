import { describe, expect, test } from 'vitest';
import type { Event, Outcome } from '../../../../src/events/event.ts';
import { makeProgress } from '../../../../src/render/progress/progress.ts';
import type { ProgressOutput } from '../../../../src/render/progress/face.ts';
import type { ProgressKind } from '../../../../src/render/progress/progress.ts';
import { makeTheme } from '../../../../src/render/theme.ts';
import { both, ended, plan, recreation, started, step } from '../samples.ts';

const PLAIN = makeTheme({ color: false, unicode: true });

function textOf(
  kind: ProgressKind,
  events: readonly Event[],
  more: Partial<ProgressOutput> = {},
): string {
  let text = '';
  const progress = makeProgress(kind, {
    write: (part) => {
      text += part;
    },
    columns: () => 80,
    rows: () => 24,
    theme: PLAIN,
    now: () => 0,
    verb: 'up',
    ...more,
  });
  for (const event of events) progress.onEvent(event);
  progress.end();
  return text;
}

const failed = {
  status: 'failed',
  failure: { code: 'port-taken', message: 'port 80 is taken' },
} as const satisfies Outcome;

describe('plain lines', () => {
  test('a provider speaks in one line, of which nothing reaches the terminal but letters', () => {
    const about = {
      provider: { type: 'cloud' },
      resource: { kind: 'provider', name: 'db' },
    } as const;
    const run = step('runProvider', 'db', { ...about, command: 'up' });
    const progress = { kind: 'message', text: `a\u001b[2J${'b'.repeat(100)}` } as const;
    const says: Event = { kind: 'stepProgress', at: 0, step: run, progress };
    expect(textOf('plain', [started(run), says, ended(run)]).split('\n')).toEqual([
      ' Provider db  Creating',
      ` Provider db  a\\x1b[2J${'b'.repeat(71)}…`,
      ' Provider db  Created',
      '',
    ]);
    const stop = step('runProvider', 'db', { ...about, command: 'stop' });
    const skipped = ended(stop, { status: 'already' });
    expect(textOf('plain', [skipped])).toBe(' Provider db  Skipped\n');
  });

  test('name the resource, two blanks, and the verb', () => {
    const events = [
      ...both(step('createNetwork', 'web', { resource: { kind: 'network', name: 'p_default' } })),
      ...both(step('createVolume', 'web', { resource: { kind: 'volume', name: 'p_v' } })),
      ...both(step('pullImage', 'web', { reference: 'busybox' })),
      ...both(step('buildImage', 'web', { image: 'p-web' })),
      ...both(step('createContainer')),
      ...both(step('startContainer')),
      ...both(step('waitUntil', 'web', { condition: 'healthy', required: true })),
      ...both(step('waitUntil', 'web', { condition: 'completed', required: true })),
      ...both(step('waitUntil', 'web', { condition: 'started', required: true })),
      ...both(step('stopContainer')),
      ...both(step('killContainer')),
      ...both(step('restartContainer')),
      ...both(step('pauseContainer')),
      ...both(step('runHook')),
      ...both(step('removeContainer')),
    ];
    expect(textOf('plain', events)).toMatchInlineSnapshot(`
      " Network p_default  Creating
       Network p_default  Created
       Volume p_v  Creating
       Volume p_v  Created
       Image busybox  Pulling
       Image busybox  Pulled
       Image p-web  Building
       Image p-web  Built
       Container p-web-1  Creating
       Container p-web-1  Created
       Container p-web-1  Starting
       Container p-web-1  Started
       Container p-web-1  Waiting
       Container p-web-1  Healthy
       Container p-web-1  Waiting
       Container p-web-1  Exited
       Container p-web-1  Stopping
       Container p-web-1  Stopped
       Container p-web-1  Killing
       Container p-web-1  Killed
       Container p-web-1  Restarting
       Container p-web-1  Started
       Container p-web-1  Paused
       Container p-web-1  Removing
       Container p-web-1  Removed
      "
    `);
  });

  test('fold the steps of a recreation into one change', () => {
    expect(textOf('plain', recreation().flatMap(both))).toBe(
      ' Container p-web-1  Recreate\n Container p-web-1  Recreated\n' +
        ' Container p-web-1  Starting\n Container p-web-1  Started\n',
    );
  });

  test('fold each recreation on its own when they run together', () => {
    const [web, db] = [recreation('web'), recreation('db')];
    const mixed = web.flatMap((of, index) => [...both(of), ...both(db[index] ?? of)]);
    const lines = textOf('plain', mixed).split('\n');
    expect(lines.filter((line) => line.includes('web'))).toHaveLength(4);
    expect(lines.filter((line) => line.includes('db'))).toHaveLength(4);
  });

  test('name containers that already run, and only those', () => {
    const unchanged = (state: string): Event => ({
      kind: 'unchanged',
      at: 0,
      container: { service: 'web', name: `p-${state}-1`, id: 'a', state },
    });
    expect(textOf('plain', [unchanged('running'), unchanged('exited')])).toBe(
      ' Container p-running-1  Running\n',
    );
  });

  test.each<[string, { outcome: Outcome; more?: object; words: string }]>([
    ['failed', { outcome: failed, words: 'Error' }],
    [
      'failed but optional',
      { outcome: failed, more: { optional: true }, words: 'Skipped: port 80 is taken' },
    ],
    ['cancelled', { outcome: { status: 'cancelled' }, words: 'Interrupted' }],
    ['already so', { outcome: { status: 'already' }, words: 'Started' }],
    [
      'unknown',
      {
        outcome: { status: 'unknown', failure: failed.failure },
        words: 'Unknown: port 80 is taken',
      },
    ],
  ])('tell that a step is %s', (_, { outcome, more = {}, words }) => {
    expect(textOf('plain', [ended(step('startContainer', 'web', more), outcome)])).toBe(
      ` Container p-web-1  ${words}\n`,
    );
  });

  test('tell once that a resource was skipped', () => {
    const skipped: Outcome = { status: 'skipped', blockedBy: step('startContainer', 'db').id };
    expect(
      textOf('plain', [
        ended(step('createContainer'), skipped),
        ended(step('startContainer'), skipped),
      ]),
    ).toBe(' Container p-web-1  Skipped\n');
  });

  test('hide starts when logs follow, but not their failures', () => {
    const start = step('startContainer');
    const events = [...both(step('createContainer')), ...both(start), ended(start, failed)];
    expect(textOf('plain', events, { attached: true })).toBe(
      ' Container p-web-1  Creating\n Container p-web-1  Created\n Container p-web-1  Error\n',
    );
  });

  test('leave the output of hooks to the logs when these follow', () => {
    const said: Event = { kind: 'hookOutput', at: 0, step: step('runHook'), text: 'hello' };
    expect(textOf('plain', [said])).toBe(' Container p-web-1  | hello\n');
    expect(textOf('plain', [said], { attached: true })).toBe('');
  });

  test.each([
    ['killContainer', 'Error while Killing'],
    ['stopContainer', 'Error while Stopping'],
    ['removeContainer', 'Error while Removing'],
    ['startContainer', 'Error'],
  ] as const)('name what failed: %s is an "%s"', (kind, words) => {
    expect(textOf('plain', [ended(step(kind), failed)])).toBe(` Container p-web-1  ${words}\n`);
  });

  test('say so when nothing is really done', () => {
    expect(textOf('plain', [ended(step('createContainer'))], { dryRun: true })).toBe(
      ' DRY-RUN MODE -  Container p-web-1  Created\n',
    );
  });

  test('make foreign control characters visible', () => {
    const log: Event = {
      kind: 'stepProgress',
      at: 0,
      step: step('buildImage', 'web', { image: 'p-web' }),
      progress: { kind: 'buildLog', vertex: 'v', text: 'a\u001b[2J\nb\n' },
    };
    expect(textOf('plain', [log])).toBe('#1 a\\x1b[2J\n#1 b\n');
  });
});

describe('JSON lines', () => {
  const linesOf = (events: readonly Event[], more: Partial<ProgressOutput> = {}) =>
    textOf('json', events, more)
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));

  test('have the class in status and the verb in text', () => {
    const pull = step('pullImage', 'web', { reference: 'busybox' });
    const transfer: Event = {
      kind: 'stepProgress',
      at: 0,
      step: pull,
      progress: { kind: 'transfer', layer: 'bb6b', status: 'Downloading', current: 5, total: 20 },
    };
    expect(
      linesOf([started(pull), transfer, ended(pull), ended(step('startContainer'), failed)]),
    ).toEqual([
      { id: 'Image busybox', status: 'Working', text: 'Pulling' },
      {
        id: 'bb6b',
        parent_id: 'Image busybox',
        status: 'Working',
        text: 'Downloading',
        current: 5,
        total: 20,
        percent: 25,
      },
      { id: 'Image busybox', status: 'Done', text: 'Pulled' },
      { id: 'Container p-web-1', status: 'Error', text: 'Error', details: 'port 80 is taken' },
    ]);
  });

  test('mark a dry run', () => {
    expect(linesOf([ended(step('createContainer'))], { dryRun: true })).toEqual([
      { 'dry-run': true, id: 'Container p-web-1', status: 'Done', text: 'Created' },
    ]);
  });

  test('carry notices', () => {
    const diagnostic = { code: 'x', severity: 'warning', message: 'careful' } as const;
    expect(linesOf([{ kind: 'notice', at: 0, diagnostic }])).toEqual([
      { severity: 'warning', code: 'x', message: 'careful' },
    ]);
  });
});

test('quiet says nothing', () => {
  expect(
    textOf('quiet', [...both(step('createContainer')), ended(step('startContainer'), failed)]),
  ).toBe('');
});

test('the tree counts what is planned, shows every row at the end and gives the cursor back', () => {
  const [create, start] = [step('createContainer'), step('createContainer', 'db')];
  const text = textOf('tree', [
    { kind: 'planned', at: 0, plan: plan([create, start]) },
    ...both(create),
    started(start),
  ]);
  expect(text).toContain('[+] up 1/2');
  expect(text.startsWith('\u001b[?25l')).toBe(true);
  expect(text.endsWith('\u001b[?25h')).toBe(true);
});
