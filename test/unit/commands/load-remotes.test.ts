/** Who is asked, what git is called with and what is remembered; the host and its git are made up. */
import { describe, expect, it } from 'vitest';
import { parseProgram } from '../../../src/cli/parse-program.ts';
import { UserError } from '../../../src/commands/context.ts';
import { loadFiles } from '../../../src/commands/load-files.ts';
import { makeLoadRequest } from '../../../src/commands/load-request.ts';
import type { ChildResult, Host, RunOptions } from '../../../src/host/host.ts';
import { makeFakeHost } from './fake-host.ts';

const URL = 'https://h/x.git';
const [ONE, TWO] = ['1'.repeat(40), '2'.repeat(40)];
const MEMORY = '/home/me/.config/flotilla/remote.json';
const INCLUDE = `include: ["${URL}#v1"]`;

interface World {
  readonly files?: Readonly<Record<string, string>>;
  /** What is typed, a line a question; nobody is there without. */
  readonly answers?: readonly string[];
  readonly commits?: readonly string[];
  /** Of the fetched repository. */
  readonly brings?: string;
  readonly git?: (args: readonly string[]) => ChildResult | undefined;
}

function makeWorld({ files: given, answers, commits = [ONE], brings, git }: World = {}) {
  const files: Record<string, string> = { '/work/compose.yaml': INCLUDE, ...given };
  const base = makeFakeHost();
  const [answering, fetched] = [answers?.values(), commits.values()];
  const calls: { readonly args: readonly string[]; readonly options: RunOptions }[] = [];
  const host: Host = {
    ...base,
    files: {
      ...base.files,
      stat: (path) => {
        if (path in files) return { kind: 'file', size: 1, mtimeMs: 0 };
        const isFolder = Object.keys(files).some((file) => file.startsWith(`${path}/`));
        return isFolder ? { kind: 'directory', size: 0, mtimeMs: 0 } : undefined;
      },
      read: (path) => (path in files ? Buffer.from(files[path] ?? '') : base.files.read(path)),
    },
    fileTree: {
      exists: (path) => path in files,
      makeFolder: () => {},
      replaceFile: (path, text) => {
        files[path] = text;
      },
      rename: (_, to) => {
        files[`${to}/compose.yaml`] = brings ?? 'services: {far: {image: x}}';
      },
      remove: () => {},
      removeFolder: () => {},
    },
    stdin: {
      ...base.stdin,
      isTerminal: answering !== undefined,
      async *[Symbol.asyncIterator]() {
        const answer = answering?.next().value;
        if (answer !== undefined) yield Buffer.from(`${answer}\n`);
      },
    },
    stderr: { ...base.stderr, isTerminal: true, write: (data) => base.stderr.write(data) },
    run: (command, args, options = {}) => {
      expect(command).toBe('git');
      calls.push({ args, options });
      const said = git?.(args);
      const stdout = args.includes('rev-parse') ? `${fetched.next().value}\n` : '';
      return Promise.resolve(said ?? { code: 0, stdout, stderr: '' });
    },
    randomHex: (digits) => 'f'.repeat(digits),
  };
  const load = async (argv = '', asks = true) => {
    const line = parseProgram([...argv.split(' ').filter(Boolean), 'up']);
    if (line.status === 'bad') throw new Error('not a command line');
    const { globals } = line;
    const request = makeLoadRequest(host, globals);
    const { signal } = new AbortController();
    const result = await loadFiles(request, { host, globals, signal, asks });
    return Object.keys(result.project?.services ?? {});
  };
  return { load, files, calls, err: base.err };
}

const pinsIn = (files: Readonly<Record<string, string>>): unknown =>
  (JSON.parse(files[MEMORY] ?? '{}') as { readonly remotes?: unknown }).remotes;

describe('a remote file that is not here', () => {
  it('is asked for once, fetched after a yes, and remembered with its commit', async () => {
    const { load, files, calls, err } = makeWorld({ answers: ['y'] });
    expect(await load()).toEqual(['far']);
    expect(err()).toBe(
      `compose.yaml:1 names ${URL}#v1, which is not on this machine. Fetch it? [y/N] Fetched ${URL}#v1 at ${ONE}\n`,
    );
    expect(pinsIn(files)).toEqual([{ origin: URL, ref: 'v1', commit: ONE }]);
    const before = calls.length;
    expect(await load('', false)).toEqual(['far']);
    expect(calls.length).toBe(before);
  });

  it.each([['n'], [''], ['of course']])('stays away after %j', async (answer) => {
    const { load, files, calls } = makeWorld({ answers: [answer] });
    expect(await load()).toEqual([]);
    expect([calls, files[MEMORY]]).toEqual([[], undefined]);
  });

  it('is not asked for without a terminal, in a command that only reads, or among lines of JSON', async () => {
    for (const [world, argv, asks] of [
      [makeWorld(), '', true],
      [makeWorld({ answers: ['y'] }), '', false],
      [makeWorld({ answers: ['y'] }), '--progress json', true],
    ] as const) {
      expect(await world.load(argv, asks)).toEqual([]);
      expect([world.calls, world.err()]).toEqual([[], '']);
    }
  });

  it('is not asked for while something else is wrong', async () => {
    const broken = `${INCLUDE}\nservices: {a: {imagee: x}}`;
    const { load, err } = makeWorld({ files: { '/work/compose.yaml': broken }, answers: ['y'] });
    expect([await load(), err()]).toEqual([[], '']);
  });

  it('is fetched with others after one question', async () => {
    const two = `include: ["${URL}#v1", "git@h:x", "${URL}#v1:./compose.yaml"]`;
    const world = { files: { '/work/compose.yaml': two }, answers: ['y'], commits: [ONE, TWO] };
    const { load, err } = makeWorld(world);
    await load();
    expect(err()).toBe(
      [
        `compose.yaml:1 names ${URL}#v1, which is not on this machine`,
        'compose.yaml:1 names git@h:x, which is not on this machine. Fetch them? [y/N] ' +
          `Fetched ${URL}#v1 at ${ONE}`,
        `Fetched git@h:x at ${TWO}`,
        '',
      ].join('\n'),
    );
  });

  it('that a fetched file names is asked for, too', async () => {
    const brings = 'include: ["git@h:inner"]';
    const { load, err } = makeWorld({ brings, answers: ['y', 'n'] });
    expect(await load()).toEqual([]);
    expect(err()).toMatch(
      /1 names git@h:inner, which is not on this machine\. Fetch it\? \[y\/N\] $/,
    );
  });

  it('shows no control characters in the question', async () => {
    const { load, err } = makeWorld({
      files: { '/work/compose.yaml': 'include: ["https://h/\\u202ex.git"]' },
      answers: ['n'],
    });
    await load();
    expect(err()).toContain('\\u202e');
  });
});

describe('--allow-remote', () => {
  const pinned = {
    [MEMORY]: JSON.stringify({
      version: 1,
      remotes: [
        { origin: 'git@h:other', ref: 'HEAD', commit: TWO },
        { origin: URL, ref: 'v1', commit: ONE },
      ],
    }),
  };

  it('needs no question, takes what the ref is now and keeps the other answers', async () => {
    const { load, files, err } = makeWorld({ files: pinned, commits: [TWO] });
    expect(await load('--allow-remote', false)).toEqual(['far']);
    expect(err()).toBe(`${URL}#v1 moved from ${ONE} to ${TWO}\n`);
    expect(pinsIn(files)).toEqual([
      { origin: 'git@h:other', ref: 'HEAD', commit: TWO },
      { origin: URL, ref: 'v1', commit: TWO },
    ]);
  });

  it('without it a lost copy comes back at the commit of the yes', async () => {
    const { load, calls, err } = makeWorld({ files: pinned });
    expect(await load()).toEqual(['far']);
    expect(calls.flatMap(({ args }) => (args.includes('fetch') ? [args.at(-1)] : []))).toEqual([
      ONE,
    ]);
    expect(err()).toBe('');
  });

  it.each([['{'], ['[]'], ['{"version":2,"remotes":[]}'], ['{"version":1,"remotes":[{"ref":1}]}']])(
    'a memory that says %s is no yes',
    async (text) => {
      const { load } = makeWorld({ files: { [MEMORY]: text } });
      expect(await load()).toEqual([]);
    },
  );
});

describe('git', () => {
  it('runs without questions, hooks, submodules and other protocols, its options apart from the address', async () => {
    const { load, calls } = makeWorld();
    await load('--allow-remote');
    for (const { args, options } of calls) {
      expect(args).toEqual(
        expect.arrayContaining(['core.hooksPath=/dev/null', 'submodule.recurse=false']),
      );
      expect(options.env).toMatchObject({
        GIT_TERMINAL_PROMPT: '0',
        SSH_ASKPASS_REQUIRE: 'force',
        GIT_ALLOW_PROTOCOL: 'https:http:ssh:git',
        GIT_DIR: expect.stringMatching(
          /^\/home\/me\/\.cache\/flotilla\/remote\/[0-9a-f]{32}\/\.fetch-f+\/git$/,
        ),
      });
      expect(options.signal).toBeInstanceOf(AbortSignal);
    }
    expect(calls.map(({ args }) => args.filter((arg) => !/^-c$|\w=/.test(arg)).join(' '))).toEqual([
      'init --quiet',
      `fetch --quiet --no-tags -- ${URL} v1`,
      'rev-parse --verify FETCH_HEAD^{commit}',
      `read-tree --reset -u ${ONE}`,
    ]);
  });

  it.each([
    [127, 'spawn git ENOENT', 'git cannot be started'],
    [128, "fatal: couldn't find remote ref v1\n", 'the repository has no "v1"'],
    [128, "fatal: unable to access 'x': no\n", 'git says "unable to access \'x\': no"'],
    [128, 'ssh: no route\r\nfatal: Could not read from remote repository.\n', '"no route"'],
    [1, '', 'without saying why'],
  ])(
    'that ends with %i and %j is one error at the place, and nothing is remembered',
    async (code, stderr, why) => {
      const git = (args: readonly string[]) =>
        args.includes('fetch') ? { code, stdout: '', stderr } : undefined;
      const { load, files } = makeWorld({ git });
      const error = await load('--allow-remote').catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(UserError);
      expect(error).toMatchObject({
        diagnostics: [
          { code: 'remote-not-fetched', message: expect.stringContaining(why), at: { line: 1 } },
        ],
      });
      expect(files[MEMORY]).toBeUndefined();
    },
  );
});
