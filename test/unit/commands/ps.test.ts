import { describe, expect, test } from 'vitest';
import { parseCommand, parseProgram } from '../../../src/cli/parse-program.ts';
import { UserError } from '../../../src/commands/context.ts';
import { makeContext } from '../../../src/commands/make-context.ts';
import { command } from '../../../src/commands/ps.ts';
import type { ContainerFilter, Engine } from '../../../src/engine/engine.ts';
import type { ObservedContainer } from '../../../src/model/observed.ts';
import { container } from '../render/samples.ts';
import { makeFakeHost } from './fake-host.ts';

const FILE = 'name: p\nservices:\n  web: {image: x}\n  job: {image: x, profiles: [jobs]}\n';

const EXITED = { state: 'exited', status: 'Exited (3)', exitCode: 3 } as const;
const CONTAINERS: readonly ObservedContainer[] = [
  container({ name: 'p-web-2', number: 2 }),
  container({ name: 'p-web-1' }),
  container({ name: 'p-job-1', service: 'job', ...EXITED }),
  container({ name: 'p-old-1', service: 'old' }),
  container({ name: 'p-web-run-1', oneoff: true, ...EXITED }),
];

/** What the engine would list, and how it was asked. */
function engineOf(containers: readonly ObservedContainer[]) {
  const asked: ContainerFilter[] = [];
  const engine = {
    listContainers: (filter: ContainerFilter) => {
      asked.push(filter);
      return Promise.resolve(
        containers.filter(({ state }) => filter.all === true || state === 'running'),
      );
    },
  } as unknown as Engine;
  return { engine, asked };
}

async function ps(argv: readonly string[], containers = CONTAINERS) {
  const host = makeFakeHost({ files: { '/work/compose.yaml': FILE } });
  const line = parseProgram(['ps', ...argv]);
  if (line.status !== 'command') throw new Error('no command line');
  const own = parseCommand(line.rest, command);
  if (own.status !== 'run') throw new Error('no flags of ps');
  const { signal } = new AbortController();
  const { engine, asked } = engineOf(containers);
  const context = {
    ...makeContext({ host, globals: line.globals, signal }),
    engine: () => Promise.resolve(engine),
  };
  const code = await command.run(own.invocation, context);
  return { code, asked, out: host.out() };
}

const namesOf = async (...argv: readonly string[]) =>
  (await ps([...argv, '--format', 'json'])).out
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { Name: string }).Name);

describe('which containers', () => {
  test.each([
    [[], ['p-old-1', 'p-web-1', 'p-web-2']],
    [['-a'], ['p-job-1', 'p-old-1', 'p-web-1', 'p-web-2', 'p-web-run-1']],
    [['web'], ['p-web-1', 'p-web-2']],
    [['--orphans=false'], ['p-web-1', 'p-web-2']],
    [['--orphans=false', '-a', 'job'], ['p-job-1']],
    [
      ['--status', 'exited'],
      ['p-job-1', 'p-web-run-1'],
    ],
    [['--filter', 'status=exited', 'job'], ['p-job-1']],
    [['--status', 'paused'], []],
  ])('%j shows %j', async (argv, names) => {
    expect(await namesOf(...argv)).toEqual(names);
  });

  test('one list call is enough: for those of the project that a compose tool made', async () => {
    const { asked } = await ps([]);
    const labels = ['com.docker.compose.project=p', 'com.docker.compose.config-hash'];
    expect(asked).toEqual([{ labels, all: false }]);
  });
});

describe('in which form', () => {
  test('ids are whole', async () => {
    expect((await ps(['-q', 'web'])).out).toBe(`${container().id}\n`.repeat(2));
  });

  test('services are named once; without any there is an empty line', async () => {
    expect((await ps(['--services', '-a'])).out).toBe('job\nold\nweb\n');
    expect((await ps(['--services'], [])).out).toBe('\n');
  });

  test('the table is the default', async () => {
    expect((await ps([], [])).out).toMatch(
      /^NAME +IMAGE +COMMAND +SERVICE +CREATED +STATUS +PORTS\n$/,
    );
  });
});

test.each([
  [['nosuch'], 'no such service: nosuch'],
  [['wbe'], 'no such service: wbe\ndid you mean "web"?'],
  [['--status', 'foo'], 'unknown status "foo": use one of created, dead'],
  [['--filter', 'status=foo'], 'unknown status "foo"'],
  [['--filter', 'name=x'], 'unknown filter name'],
  [['--filter', 'x'], 'arguments to --filter should be in form KEY=VAL'],
  [['--format', '{{.Nope}}'], 'template parsing error: template: :1:2: executing "" at <.Nope>: '],
])('%j is refused', async (argv, message) => {
  await expect(ps(argv)).rejects.toThrow(UserError);
  await expect(ps(argv)).rejects.toThrow(message);
});
