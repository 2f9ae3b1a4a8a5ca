import { describe, expect, test, vi } from 'vitest';
import type { Command, Flags, Invocation } from '../../../src/cli/command.ts';
import { UserError } from '../../../src/commands/context.ts';
import type { Context } from '../../../src/commands/context.ts';
import { Interrupted } from '../../../src/commands/interrupts.ts';
import { runProgram } from '../../../src/commands/run-program.ts';
import { EngineError } from '../../../src/model/engine-error.ts';
import { makeFakeHost } from './fake-host.ts';
import type { FakeHostOptions } from './fake-host.ts';

type Recipe = (context: Context, invocation: Invocation<Flags>) => Promise<number> | number;

const SPEC = {
  name: 'work',
  summary: 'Do the work',
  positionals: { usage: '[SERVICE...]' },
  flags: { quiet: { kind: 'boolean', short: 'q', text: 'Say nothing' } },
} satisfies Omit<Command<Context>, 'run'>;

function run(argv: readonly string[], recipe: Recipe = () => 0, options: FakeHostOptions = {}) {
  const host = makeFakeHost(options);
  const leave = vi.fn<(code: number) => void>();
  const command: Command<Context> = {
    ...SPEC,
    run: async (invocation, context) => recipe(context, invocation),
  };
  const registry = {
    work: { summary: SPEC.summary, load: () => Promise.resolve({ command }) },
    broken: { summary: '', load: () => Promise.reject(new Error('no module')) },
  };
  return { host, leave, code: runProgram({ argv, host, leave, registry }) };
}

const until = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve()));

describe('a command', () => {
  test('gets its flags, its arguments and the global flags; its result is the exit code', async () => {
    const recipe = vi.fn<Recipe>(() => 7);
    const { code, host } = run(['-p', 'shop', 'work', 'web', '-q', '--dry-run'], recipe);
    expect(await code).toBe(7);
    const [context, invocation] = recipe.mock.calls[0] ?? [];
    expect(invocation).toMatchObject({ flags: { quiet: true }, args: ['web'] });
    expect(context?.globals).toMatchObject({ projectName: 'shop', dryRun: true });
    expect([host.out(), host.err()]).toEqual(['', '']);
  });

  test('sees COMPOSE_ variables of the project’s env file, below those of the environment', async () => {
    const seen: unknown[] = [];
    const options = {
      files: { '/work/.env': 'COMPOSE_PROGRESS=json\nCOMPOSE_ANSI=never\nOTHER=1\n' },
      env: { COMPOSE_ANSI: 'always' },
    };
    await run(['work'], ({ host }) => Number(seen.push(host.env) > 1), options).code;
    expect(seen).toEqual([{ COMPOSE_PROGRESS: 'json', COMPOSE_ANSI: 'always' }]);
  });

  test('is not begun when a setting makes no sense', async () => {
    const recipe = vi.fn<Recipe>(() => 0);
    const { code, host } = run(['--progress', 'foo', 'work'], recipe);
    expect(await code).toBe(1);
    expect(host.err()).toMatch(/^unsupported --progress value "foo"/);
    expect(recipe).not.toHaveBeenCalled();
  });
});

describe('help', () => {
  test.each([[[]], [['help']], [['--help']]])('of the program for %j', async (argv) => {
    const { code, host } = run(argv);
    expect(await code).toBe(0);
    expect(host.out()).toMatch(/^Usage: flotilla \[OPTIONS\] COMMAND/);
    expect(host.err()).toBe('');
  });

  test.each([[['help', 'work']], [['work', '--help']], [['work', '-h', 'x']], [['-h', 'work']]])(
    'of a command for %j',
    async (argv) => {
      const { code, host } = run(argv);
      expect(await code).toBe(0);
      expect(host.out()).toMatch(
        /^Usage: flotilla work \[OPTIONS\] \[SERVICE\.\.\.\]\n\nDo the work/,
      );
    },
  );
});

describe('a mistake on the command line', () => {
  test.each([
    [['wrok'], 'unknown docker command: "compose wrok"\ndid you mean "work"?\n'],
    [['xyzzy'], 'unknown docker command: "compose xyzzy"\n'],
    [['constructor'], 'unknown docker command: "compose constructor"\n'],
    [['work', '--quite'], 'unknown flag: --quite\ndid you mean "--quiet"?\n'],
    [['work', '--nosuch'], 'unknown flag: --nosuch\n'],
    [['--nosuch', 'work'], 'unknown flag: --nosuch\n'],
  ])('%j is told on standard error', async (argv, message) => {
    const { code, host } = run(argv);
    expect(await code).toBe(1);
    expect(host.err()).toBe(message);
    expect(host.out()).toBe('');
  });
});

describe('an error', () => {
  const failWith = async (error: Error, argv: readonly string[] = ['work']) => {
    const { code, host } = run(argv, () => {
      throw error;
    });
    return { code: await code, text: host.err() };
  };

  test('of the user’s is its message, with its own exit code', async () => {
    expect(await failWith(new UserError('no such\u001b service', [], 5))).toEqual({
      code: 5,
      text: 'no such\\x1b service\n',
    });
  });

  test('with diagnostics shows them all', async () => {
    const found = ['a', 'b'].map((code) => ({ code, severity: 'error', message: 'm' }) as const);
    expect((await failWith(new UserError('m', found))).text).toBe('error: m [a]\nerror: m [b]\n');
  });

  test('that only comes with warnings still has its message', async () => {
    const warning = { code: 'w', severity: 'warning', message: 'careful' } as const;
    expect((await failWith(new UserError('no service', [warning]))).text).toBe(
      'warning: careful [w]\nno service\n',
    );
  });

  test('of the engine is its sentence, cut and safe, with a hint', async () => {
    const text = `cannot connect \u001b[2J${'x'.repeat(10_000)}`;
    const failure = {
      kind: 'unreachable',
      request: 'GET /_ping',
      socketCode: 'ENOENT',
      text,
    } as const;
    const { code, text: told } = await failWith(new EngineError(failure));
    expect(code).toBe(1);
    expect(told).toMatch(/^cannot connect \\x1b\[2Jx+…\n {2}hint: start the engine/);
    expect(told.length).toBeLessThan(4400);
    expect(told).not.toContain('GET');
  });

  test('of an engine that says nothing names the request', async () => {
    const failure = { kind: 'notFound', request: 'GET /containers/json', text: ' ' } as const;
    const { text } = await failWith(new EngineError(failure));
    expect(text).toBe('the engine answered GET /containers/json without saying why\n');
  });

  test('that nobody expected is a bug with stack and version', async () => {
    const { code, text } = await failWith(new TypeError('oops'));
    expect(code).toBe(1);
    expect(text).toMatch(/^This is a bug in Flotilla \d[^]*TypeError: oops\n +at /);
  });

  test('is one JSON line where progress is JSON', async () => {
    const { text } = await failWith(new UserError('no such service'), [
      '--progress',
      'json',
      'work',
    ]);
    expect(JSON.parse(text)).toEqual({
      error: true,
      severity: 'error',
      message: 'no such service',
    });
  });

  test('while a command is loaded never escapes', async () => {
    const { code, host } = run(['broken']);
    expect(await code).toBe(1);
    expect(host.err()).toContain('Error: no module');
  });
});

describe('a signal', () => {
  const interrupt = async (
    signals: readonly ('SIGINT' | 'SIGTERM' | 'SIGHUP')[],
    recipe: Recipe,
  ) => {
    const started = Promise.withResolvers<void>();
    const { code, host, leave } = run(['work'], (context, invocation) => {
      started.resolve();
      return recipe(context, invocation);
    });
    await started.promise;
    for (const signal of signals) host.send(signal);
    return { code: await code, left: leave.mock.calls.flat(), text: host.err() };
  };

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s aborts the context; the exit code is %d', async (name, expected) => {
    const returns = await interrupt([name], async ({ signal }) => {
      await until(signal);
      expect(signal.reason).toEqual(new Interrupted(name));
      return 0;
    });
    expect(returns).toEqual({ code: expected, left: [], text: '' });
    const fails = await interrupt([name], ({ signal }) => until(signal).then(() => 1));
    expect(fails).toEqual({ code: expected, left: [], text: '' });
    const throws = await interrupt([name], async ({ signal }) => {
      await until(signal);
      throw new Error('aborted');
    });
    expect(throws).toEqual({ code: expected, left: [], text: '' });
  });

  test('does not hide what goes wrong while the command ends by itself', async () => {
    const { code, text } = await interrupt(['SIGINT'], async ({ host, signal }) => {
      host.onSignal(() => {});
      await until(signal);
      throw new UserError('cannot stop');
    });
    expect({ code, text }).toEqual({ code: 130, text: 'cannot stop\n' });
  });

  test('twice leaves at once when nobody else listens', async () => {
    const { left } = await interrupt(['SIGINT', 'SIGINT'], ({ signal }) =>
      until(signal).then(() => 0),
    );
    expect(left).toEqual([130]);
  });

  test('is the command’s own where it listens: only the third one leaves', async () => {
    const heard: string[] = [];
    const { code, left } = await interrupt(
      ['SIGTERM', 'SIGINT', 'SIGINT'],
      async ({ host, signal }) => {
        host.onSignal((name) => heard.push(name));
        await until(signal);
        return 44;
      },
    );
    expect(heard).toEqual(['SIGTERM', 'SIGINT', 'SIGINT']);
    expect(left).toEqual([143]);
    expect(code).toBe(44);
  });
});
