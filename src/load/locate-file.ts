/** From what names a compose file to the file: a path of this machine, or a copy of a remote repository. */
import { posix } from 'node:path';
import type { LoadRequest } from './load-request.ts';
import { absolute } from './paths.ts';
import type { Problem } from './problem.ts';
import { readRemote, withoutLogin, writeRemote } from './remote-reference.ts';
import type { RemoteReference } from './remote-reference.ts';

export interface ComposeFile {
  /** Absolute, `-` for standard input, or the address of what is not on this machine. */
  readonly path: string;
  /** As the user would write it. */
  readonly shown: string;
  readonly isRemote?: true;
  /** Why it cannot be read; found before it was looked at. */
  readonly problem?: Problem;
  /** What a fetch would bring. */
  readonly missing?: RemoteReference;
}

/** Names that are looked for in a folder, the first one wins. */
export const DEFAULT_NAMES = [
  ...['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'],
];

/** Opens no connection: an address leads to a copy that is there, or is missing. */
export function locateFile(request: LoadRequest, text: string, base: string): ComposeFile {
  const remote = readRemote(text);
  if (!remote) {
    const path = absolute(text, base);
    return { path, shown: shownIn(request, path) };
  }
  if (remote.kind === 'unusable') {
    const { why, hint } = remote;
    return refused(text, { code: 'remote-file', message: `"${withoutLogin(text)}" ${why}`, hint });
  }
  const refusal = request.remotes?.refusal;
  if (refusal !== undefined) {
    return refused(text, { code: 'remote-file', message: `"${text}" is remote: ${refusal}` });
  }
  const { reference } = remote;
  const copy = request.remotes?.find(reference.origin, reference.ref);
  if (copy !== undefined) return inCopy(request, reference, copy);
  return { ...refused(text, notHere(reference)), missing: reference };
}

/** Whether a path in a copy is a link out of it: nobody agreed to read what is there. */
export function leavesCopy({ remotes, sources }: LoadRequest, path: string): boolean {
  const copy = remotes?.holding(path);
  if (copy === undefined || sources.realPath === undefined || !sources.stat(path)) return false;
  return !isBelow(sources.realPath(path), sources.realPath(copy.folder));
}

/** Paths below the working directory as relative ones. */
export function shownPath(path: string, cwd: string): string {
  const relative = posix.relative(cwd, path);
  return relative === '' || relative.startsWith('..') ? path : relative;
}

/** What is in a copy by its address: where the copy is kept means nothing to the user. */
function shownIn({ remotes, cwd }: LoadRequest, path: string): string {
  const copy = remotes?.holding(path);
  if (!copy) return shownPath(path, cwd);
  const { origin, ref, folder } = copy;
  return writeRemote({ origin, ref, folder: posix.relative(folder, path) });
}

const isBelow = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);

const refused = (text: string, problem: Problem): ComposeFile => ({
  path: text,
  shown: text,
  isRemote: true,
  problem,
});

const notHere = (reference: RemoteReference): Problem => ({
  code: 'remote-file',
  message: `"${writeRemote(reference)}" is not on this machine`,
  hint: 'Give --allow-remote to fetch it; on a terminal "up" asks for it',
});

function inCopy(request: LoadRequest, reference: RemoteReference, copy: string): ComposeFile {
  const { sources } = request;
  const asked = posix.join(copy, reference.folder);
  const names = sources.stat(asked)?.kind === 'directory' ? DEFAULT_NAMES : [''];
  const path = names
    .map((name) => posix.join(asked, name))
    .find((candidate) => sources.stat(candidate) !== undefined);
  if (path !== undefined) return { path, shown: shownIn(request, path), isRemote: true };
  return refused(writeRemote(reference), {
    code: 'file-not-found',
    message: `"${writeRemote(reference)}" holds no compose file`,
    hint: `Looked for ${names.length > 1 ? `${names.join(', ')} in ` : ''}"${reference.folder || '.'}" of the repository`,
  });
}
