/** A copy of one commit of a remote repository, by the system's git. */
import { posix } from 'node:path';
import type { ChildResult, FileTree, Host } from '../host/host.ts';
import { writeRemote } from '../load/remote-reference.ts';
import type { MissingRemote } from '../load/session.ts';
import { UserError } from './context.ts';
import { isCommit, OWN_FOLDER } from './remote-store.ts';
import type { RemoteStore } from './remote-store.ts';

export interface Fetcher {
  readonly host: Host;
  readonly store: RemoteStore;
  readonly signal: AbortSignal;
}

/** Brings what `wanted` stands for at this moment (a branch, a tag, a commit) and answers with the commit. */
export async function fetchRemote(
  missing: MissingRemote,
  wanted: string,
  fetcher: Fetcher,
): Promise<string> {
  const { host, store } = fetcher;
  const { fileTree } = host;
  if (fileTree === undefined) throw failure(missing, 'nothing can be kept here');
  const { origin } = missing.reference;
  if (isCommit(wanted) && store.copyOf(origin, wanted) !== undefined) return wanted;
  const parent = posix.dirname(store.folderOf(origin, wanted));
  const workshop = posix.join(parent, `.fetch-${host.randomHex(SUFFIX_DIGITS)}`);
  try {
    fileTree.makeFolder(posix.join(workshop, TREE), OWN_FOLDER);
    return await fetchInto(workshop, fileTree, { missing, wanted, fetcher });
  } finally {
    fileTree.removeFolder(workshop);
  }
}

interface Task {
  readonly missing: MissingRemote;
  readonly wanted: string;
  readonly fetcher: Fetcher;
}

async function fetchInto(workshop: string, tree: FileTree, task: Task): Promise<string> {
  const { store } = task.fetcher;
  const { origin } = task.missing.reference;
  const git = (...args: readonly string[]) => runGit(workshop, args, task);
  await git('init', '--quiet', '--template=');
  await git('fetch', '--quiet', '--depth=1', '--no-tags', '--', origin, task.wanted);
  const commit = (await git('rev-parse', '--verify', 'FETCH_HEAD^{commit}')).stdout.trim();
  if (store.copyOf(origin, commit) !== undefined) return commit;
  await git('read-tree', '--reset', '-u', commit);
  keep(posix.join(workshop, TREE), store.folderOf(origin, commit), tree);
  return commit;
}

/** Another run may have brought the same commit meanwhile. */
function keep(from: string, to: string, tree: FileTree): void {
  try {
    tree.rename(from, to);
  } catch (error) {
    if (!tree.exists(to)) throw error;
  }
}

const TREE = 'tree';
const SUFFIX_DIGITS = 12;
const NOT_STARTED = 127;

/** Nothing but plain files comes over: no hook, helper program, submodule or other protocol. */
const SETTINGS = [
  ...['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'submodule.recurse=false'],
  ...['gc.auto=0', 'maintenance.auto=false', 'transfer.bundleURI=false'],
  ...['http.lowSpeedLimit=1', 'http.lowSpeedTime=60'],
].flatMap((setting) => ['-c', setting]);

/** Nobody is there to answer git; a hook's variables must not lead it to another repository. */
const environmentOf = (workshop: string): Readonly<Record<string, string>> => ({
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
  GCM_INTERACTIVE: 'never',
  GIT_ASKPASS: 'false',
  SSH_ASKPASS: 'false',
  SSH_ASKPASS_REQUIRE: 'force',
  GIT_ALLOW_PROTOCOL: 'https:http:ssh:git',
  GIT_LFS_SKIP_SMUDGE: '1',
  GIT_DIR: posix.join(workshop, 'git'),
  GIT_WORK_TREE: posix.join(workshop, TREE),
  GIT_INDEX_FILE: posix.join(workshop, 'git/index'),
  GIT_OBJECT_DIRECTORY: posix.join(workshop, 'git/objects'),
});

async function runGit(
  workshop: string,
  args: readonly string[],
  { missing, wanted, fetcher }: Task,
): Promise<ChildResult> {
  const { host, signal } = fetcher;
  const env = environmentOf(workshop);
  const result = await host.run('git', [...SETTINGS, ...args], { env, signal });
  if (signal.aborted) throw new UserError('interrupted');
  if (result.code === 0) return result;
  if (result.code === NOT_STARTED) {
    throw failure(missing, 'git cannot be started', 'Install git, or name a local copy');
  }
  if (/couldn't find remote ref|not our ref/.test(result.stderr)) {
    throw failure(missing, `the repository has no "${wanted}"`, HINT_REF);
  }
  throw failure(missing, reasonIn(result.stderr), HINT_LOGIN);
}

const HINT_REF = 'Name a branch, a tag or a full commit; --allow-remote takes what a ref is now';
const HINT_LOGIN = 'See whether "git ls-remote" with this address works without asking anything';

/** The line on which git says what stopped it. */
function reasonIn(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const told = lines.find((line) => /^(?:fatal|error): (?!Could not read)/.test(line)) ?? lines[0];
  return told === undefined
    ? 'git failed without saying why'
    : `git says "${told.replace(/^\w+: /, '').trim()}"`;
}

function failure({ reference, at }: MissingRemote, why: string, hint?: string): UserError {
  const message = `"${writeRemote(reference)}" cannot be fetched: ${why}`;
  return new UserError(message, [
    {
      code: 'remote-not-fetched',
      severity: 'error',
      message,
      ...(at && { at }),
      ...(hint !== undefined && { hint }),
    },
  ]);
}
