import type { Engine } from '../engine/engine.ts';
import { isEngineError } from '../model/engine-error.ts';
import { containersOf } from '../model/labels.ts';

/** Kills the running containers of these services at once, one-offs left alone. */
export async function killServices(
  engine: Engine,
  project: string,
  services: readonly string[],
): Promise<void> {
  const running = await engine.listContainers({ labels: containersOf(project) });
  const targets = running.filter(({ service, oneoff }) => !oneoff && services.includes(service));
  await Promise.all(
    targets.map(async ({ id }) => {
      try {
        await engine.killContainer(id);
      } catch (error) {
        // it may just have ended by itself
        if (!isEngineError(error, 'wrongState') && !isEngineError(error, 'notFound')) throw error;
      }
    }),
  );
}
