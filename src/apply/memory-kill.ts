import type { ContainerDetails, Engine } from '../engine/engine.ts';
import { isObject } from '../model/json.ts';
import { LABEL } from '../model/labels.ts';

const KILLED = 137;

/**
 * Whether the container was killed for want of memory. Under load the engine now and then misses that; a kill that
 * nobody asked for, in a container with a limit, is one all the same: its `die` event has no `kill` before it.
 */
export async function wasKilledForMemory(
  details: ContainerDetails,
  engine: Engine,
  signal: AbortSignal,
): Promise<boolean> {
  const { state, id } = details;
  if (state.oomKilled) return true;
  if (state.running || state.exitCode !== KILLED || memoryLimitOf(details) === undefined)
    return false;
  const project = details.labels[LABEL.project];
  const feed = await engine.events({
    types: ['container'],
    actions: ['kill', 'die'],
    ...(project === undefined ? {} : { labels: [`${LABEL.project}=${project}`] }),
    since: secondsOf(state.startedAt),
    until: secondsOf(state.finishedAt, 2),
    signal,
  });
  try {
    for await (const event of feed) {
      if (event.id !== id) continue;
      return event.action === 'die';
    }
    return false;
  } finally {
    feed.close();
  }
}

/** Bytes; undefined without a limit. */
export function memoryLimitOf({ raw }: ContainerDetails): number | undefined {
  const host = raw['HostConfig'];
  const limit = isObject(host) ? host['Memory'] : undefined;
  return typeof limit === 'number' && limit > 0 ? limit : undefined;
}

const secondsOf = (time: string, more = 0): string =>
  String(Math.floor(Date.parse(time) / 1000) + more);
