/** Runs of `docker-compose config` that were written down, replayed in memory through the whole program. */
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { runProgram } from '../../src/commands/run-program.ts';
import { FileError } from '../../src/host/host.ts';
import type { Files } from '../../src/host/host.ts';
import { makeFakeHost } from '../unit/commands/fake-host.ts';

export interface RecordedRun {
  readonly id: string;
  /** Texts by path; `$D` in them, in the arguments and in the output is the folder of the run. */
  readonly files: Readonly<Record<string, string | { readonly b64: string }>>;
  /** By path: the folder a symbolic link leads to, beside it. */
  readonly links?: Readonly<Record<string, string>>;
  readonly args: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Below the folder. */
  readonly cwd?: string;
  /** Name of the folder; the id when absent. */
  readonly dir?: string;
  readonly rc: number;
  readonly json?: unknown;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** The runs of a folder, in the order of its file. */
export const readRuns = (folder: string): readonly RecordedRun[] =>
  readFileSync(join(folder, 'runs.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RecordedRun);

/** What the environment held besides the variables that a run names. */
const SURROUNDINGS = { HOME: '/root', PATH: '/opt/engine/bin:/usr/bin:/bin' };
/** Some results depend on it: a hash covers absolute paths. */
const PARENT = '/tmp/recorded';

/** What is different from the recording, in words; nothing when it agrees in verdict and result. */
export async function findDifference(run: RecordedRun): Promise<string | undefined> {
  const folder = `${PARENT}/${run.dir ?? run.id}`;
  const place = (text: string): string => text.replaceAll('$D', folder);
  const host = {
    ...makeFakeHost({
      env: { ...SURROUNDINGS, ...mapValues(run.env ?? {}, place) },
      stdin: run.stdin ?? '',
    }),
    cwd: posix.resolve(folder, run.cwd ?? ''),
    home: '/root',
    files: filesBelow(folder, run, place),
  };
  const argv = splitWords(place(run.args));
  const code = await runProgram({ argv, host, leave: () => {} });
  if (run.rc !== 0) return code === 0 ? `must fail: ${run.stderr ?? ''}` : undefined;
  if (code !== 0) return `must load: ${host.err().split('\n', 1).join('')}`;
  return compareOutput(run, host.out().replaceAll(folder, '$D').replaceAll(`${PARENT}/`, ''));
}

function compareOutput(run: RecordedRun, text: string): string | undefined {
  if (run.json !== undefined) return firstDifference(run.json, JSON.parse(text), '');
  const [want, got] = [inOrder(run.stdout ?? ''), inOrder(text)];
  const line = want.findIndex((words, index) => words !== got[index]);
  if (line === -1 && want.length === got.length) return undefined;
  return `line ${line + 1}: want ${JSON.stringify(want[line])}, got ${JSON.stringify(got[line])}`;
}

/** Lists of names come in any order from Docker Compose. */
function inOrder(text: string): readonly string[] {
  const lines = text.split('\n');
  const isProject = lines.some((line) => line.startsWith('services:'));
  return isProject ? lines : lines.map((line) => line.trim()).toSorted();
}

function firstDifference(want: unknown, got: unknown, path: string): string | undefined {
  if (want === got) return undefined;
  if (!isTree(want) || !isTree(got) || Array.isArray(want) !== Array.isArray(got)) {
    return `${path}: want ${JSON.stringify(want)}, got ${JSON.stringify(got)}`;
  }
  for (const key of new Set([...Object.keys(want), ...Object.keys(got)])) {
    const difference = firstDifference(want[key], got[key], path === '' ? key : `${path}.${key}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

const isTree = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function filesBelow(folder: string, run: RecordedRun, place: (text: string) => string): Files {
  const files = new Map<string, Buffer>();
  for (const [name, data] of Object.entries(run.files)) {
    const bytes =
      typeof data === 'string' ? Buffer.from(place(data)) : Buffer.from(data.b64, 'base64');
    files.set(posix.resolve(folder, name), bytes);
  }
  const isFolder = (path: string): boolean =>
    path === folder || [...files.keys()].some((file) => file.startsWith(`${path}/`));
  return {
    stat: (path) => {
      const bytes = files.get(path);
      if (bytes) return { kind: 'file', size: bytes.length, mtimeMs: 0 };
      return isFolder(path) ? { kind: 'directory', size: 0, mtimeMs: 0 } : undefined;
    },
    read: (path) => {
      const bytes = files.get(path);
      if (!bytes) throw new FileError('ENOENT', path, 'no such file or directory');
      return bytes;
    },
    list: (path) =>
      [...files.keys()].flatMap((file) =>
        posix.dirname(file) === path ? [posix.basename(file)] : [],
      ),
    realPath: (path) => followLinks(path, folder, run.links ?? {}),
    write: (path, text) => void files.set(path, Buffer.from(text)),
  };
}

function followLinks(
  path: string,
  folder: string,
  links: Readonly<Record<string, string>>,
): string {
  const link = Object.keys(links).find((name) => path.startsWith(`${folder}/${name}/`));
  return link === undefined ? path : path.replace(`/${link}/`, `/${links[link]}/`);
}

/** As a shell does it, with double quotes only. */
const splitWords = (text: string): readonly string[] =>
  [...text.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

const mapValues = (
  record: Readonly<Record<string, string>>,
  change: (value: string) => string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
