/** The command that `sync+exec` runs after copying. */
import { hookExec } from '../../apply/run-hook.ts';
import { shortContainerName } from '../../model/names.ts';
import type { WatchRule } from '../../plan/watch-reactions.ts';
import { show } from '../../render/show.ts';
import { runInside } from '../run-inside.ts';
import { watchedContainers, type WatchTarget } from './containers.ts';

/** In all running containers at once; the answer is what went wrong, a sentence each. */
export async function runWatchHook(
  { trigger }: WatchRule,
  target: WatchTarget,
  say: (line: string) => void,
): Promise<readonly string[]> {
  const containers = await watchedContainers(target);
  const running = containers.filter(({ state }) => state === 'running');
  const { engine, project, signal } = target;
  const results = await Promise.all(
    running.map(async ({ id, name }) => {
      const short = shortContainerName(name, project);
      const code = await runInside(hookExec(trigger.exec ?? {}), { engine, id, signal }, (line) =>
        say(`${short} ->  | ${show(line.replace(/\r$/, ''))}`),
      );
      return code === 0 ? [] : [`${name}: the hook exited with status ${code ?? 'unknown'}`];
    }),
  );
  return results.flat();
}
