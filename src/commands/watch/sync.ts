/** Copies changed files into the containers of a service, and removes there what is gone here. */
import { basename } from 'node:path';
import { packEntries } from '../../engine/pack-tar.ts';
import { Patience } from '../../engine/patience.ts';
import { readWatchedFiles } from '../../engine/watched-files.ts';
import { isEngineError } from '../../model/engine-error.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { FileCopy } from '../../plan/watch-reactions.ts';
import { UserError } from '../context.ts';
import { runInside } from '../run-inside.ts';
import { watchedContainers, type WatchTarget } from './containers.ts';

/** Goes on with the other containers where one fails; the answer is what went wrong, a sentence each. */
export async function syncFiles(
  copies: readonly FileCopy[],
  target: WatchTarget,
): Promise<readonly string[]> {
  const containers = await watchedContainers(target);
  if (containers.length === 0)
    return [`service "${target.service}" has no container that files could be copied to`];
  const patience = new Patience(target.clock);
  const results = await Promise.allSettled(
    containers.map((container) =>
      patience.again(() => syncContainer(container, copies, target), target),
    ),
  );
  return results.flatMap((result, index) =>
    result.status === 'rejected' && !isEngineError(result.reason, 'notFound')
      ? [`${containers[index]?.name ?? ''}: ${textOf(result.reason)}`]
      : [],
  );
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function syncContainer(
  container: ObservedContainer,
  copies: readonly FileCopy[],
  target: WatchTarget,
): Promise<void> {
  const { entries, removed } = readWatchedFiles(await intoFolders(copies, container, target));
  const isRunning = container.state === 'running';
  // first: where a file takes the place of a folder, both have the same name
  if (removed.length > 0 && isRunning) await removeFiles(container, removed, target);
  if (entries.length > 0)
    await target.engine.putArchiveStream(container.id, '/', packEntries(entries), {
      signal: target.signal,
      keepOwner: true,
      replaces: true,
    });
  if (removed.length > 0 && !isRunning)
    throw new UserError(`it does not run, so ${removed.join(', ')} stays in it`);
}

/** So many paths fit into any command line. */
const MOST_PATHS = 500;

/** As root: whoever the program runs as, the files are not always its own. */
async function removeFiles(
  { id }: ObservedContainer,
  paths: readonly string[],
  { engine, signal }: Pick<WatchTarget, 'engine' | 'signal'>,
): Promise<void> {
  for (let at = 0; at < paths.length; at += MOST_PATHS) {
    const some = paths.slice(at, at + MOST_PATHS);
    const outputs = { AttachStdout: true, AttachStderr: true };
    const request = { Cmd: ['rm', '-rf', '--', ...some], User: '0', ...outputs };
    const lines: string[] = [];
    const code = await runInside(request, { engine, id, signal }, (line) => lines.push(line));
    if (code !== 0)
      throw new UserError(`removing ${some.join(', ')} failed: ${lines.join(' ')} (${code})`);
  }
}

/** A single file whose target is a folder in the container goes into it, and does not take its place. */
function intoFolders(
  copies: readonly FileCopy[],
  { id }: ObservedContainer,
  { engine, signal }: WatchTarget,
): Promise<readonly FileCopy[]> {
  return Promise.all(
    copies.map(async (copy) => {
      if (copy.from !== copy.root) return copy;
      const stat = await engine.statPath(id, copy.to, { signal });
      return stat?.isDirectory === true
        ? { ...copy, to: `${copy.to}/${basename(copy.from)}` }
        : copy;
    }),
  );
}
