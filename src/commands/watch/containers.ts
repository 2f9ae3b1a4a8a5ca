/** The containers that `develop.watch` changes. */
import type { Engine } from '../../engine/engine.ts';
import type { Clock } from '../../host/host.ts';
import { containersOf, LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import { byName } from '../project-containers.ts';

export interface WatchTarget {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly project: string;
  readonly service: string;
  readonly signal: AbortSignal;
}

/** Those that do not run, too: what is copied into them is there when they are started. */
export async function watchedContainers({
  engine,
  project,
  service,
  signal,
}: WatchTarget): Promise<readonly ObservedContainer[]> {
  const labels = [...containersOf(project), `${LABEL.service}=${service}`];
  const all = await engine.listContainers({ labels, all: true }, { signal });
  return all
    .filter(({ oneoff, state }) => !oneoff && state !== 'removing' && state !== 'dead')
    .toSorted(byName);
}
