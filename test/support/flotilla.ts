/** The built program as a user runs it, in a folder and under a project name of the test's own. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import type { Readable } from 'node:stream';
import { removeProject, testEngine } from './engine.ts';
import { LABEL } from '../../src/model/labels.ts';
import type { ObservedContainer } from '../../src/model/observed.ts';
import { root } from './source-tree.ts';

/** The built program, or another copy of it, as one that is installed. */
const ENTRY = process.env['FLOTILLA_ENTRY'] ?? join(root, 'dist/flotilla.mjs');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Starts the program; standard input stays open. */
export function startFlotilla(
  args: readonly string[],
  options: RunOptions = {},
): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [ENTRY, ...args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
  });
}

/** Runs the program to its end. */
export function flotilla(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return finished(startFlotilla(args, options), options.input ?? '');
}

/** Runs any program to its end. */
export function runProgram(
  file: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Finished> {
  const child = spawn(file, args, { cwd: options.cwd, env: { ...process.env, ...options.env } });
  return finished(child, options.input ?? '');
}

/** Everything that the child prints, once it has ended. */
export function finished(child: ChildProcessWithoutNullStreams, input = ''): Promise<Finished> {
  const { promise, resolve, reject } = Promise.withResolvers<Finished>();
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  child.on('error', reject);
  child.on('close', (code) =>
    resolve({
      code,
      stdout: Buffer.concat(stdout).toString('utf8'),
      stderr: Buffer.concat(stderr).toString('utf8'),
    }),
  );
  return promise;
}

/** Resolves when the stream has said it; fails when it ends without. */
export function said(stream: Readable, words: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (words.test(text)) resolve();
    });
    stream.once('close', () => reject(new Error(`it ended with ${JSON.stringify(text)}`)));
  });
}

export interface Workspace extends AsyncDisposable {
  readonly dir: string;
  readonly project: string;
  /** Writes a file below the folder. */
  write(path: string, text: string): void;
  /** Runs the program on the project. */
  flo(...args: readonly string[]): Promise<Finished>;
  /** As `flo`, with further environment or input. */
  floWith(options: RunOptions, ...args: readonly string[]): Promise<Finished>;
  start(...args: readonly string[]): ChildProcessWithoutNullStreams;
  /** The project's containers, by name without the project. */
  containers(project?: string): Promise<Readonly<Record<string, ObservedContainer>>>;
}

/** A folder with a compose file; the project and all that it made is removed at the end of the scope. */
export function workspace(prefix: string, compose: string): Workspace {
  const dir = mkdtempSync(join(tmpdir(), `flotilla-${prefix}-`));
  const project = `${prefix}-${randomBytes(4).toString('hex')}`;
  const env = { COMPOSE_PROJECT_NAME: project };
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  };
  write('compose.yaml', compose);
  const floWith = (options: RunOptions, ...args: readonly string[]): Promise<Finished> =>
    flotilla(args, { cwd: dir, ...options, env: { ...env, ...options.env } });
  return {
    dir,
    project,
    write,
    flo: (...args) => floWith({}, ...args),
    floWith,
    start: (...args) => startFlotilla(args, { cwd: dir, env }),
    containers: (name = project) => containersOf(name),
    [Symbol.asyncDispose]: async () => {
      await removeProject(project);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export async function containersOf(
  project: string,
): Promise<Readonly<Record<string, ObservedContainer>>> {
  using engine = testEngine();
  const found = await engine.listContainers({ labels: [`${LABEL.project}=${project}`], all: true });
  return Object.fromEntries(
    found.map((container) => [container.name.replace(`${project}-`, ''), container]),
  );
}

/** Ids by short name: equal records mean that no container was touched. */
export async function idsOf(project: string): Promise<Readonly<Record<string, string>>> {
  const containers = await containersOf(project);
  return Object.fromEntries(Object.entries(containers).map(([name, { id }]) => [name, id]));
}

/** A busy machine takes its time. */
const LONGEST_MS = 30_000;

/** Polls a condition that another process brings about; fails after half a minute. */
export async function eventually(check: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + LONGEST_MS;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error('did not come true within 30 s');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
