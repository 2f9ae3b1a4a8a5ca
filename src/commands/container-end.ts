/** What the end of a container means: somebody stopped it, it comes back by itself, or another takes its place. */
import type { Cancel, Engine } from '../engine/engine.ts';
import { isEngineError } from '../model/engine-error.ts';
import { containersOf, LABEL } from '../model/labels.ts';
import type { ObservedContainer } from '../model/observed.ts';

export interface ContainerEnd {
  readonly id: string;
  readonly project: string;
  /** When it ended, in milliseconds since 1970. */
  readonly at: number;
}

export type Sequel = 'none' | 'restarts' | 'replaced';

/** Looks at the engine, so that it is right however late it is asked. */
export async function sequelOf(engine: Engine, end: ContainerEnd, cancel: Cancel): Promise<Sequel> {
  if (await isUpAgain(engine, end, cancel)) return 'restarts';
  const labels = containersOf(end.project);
  const containers = await engine.listContainers({ labels, all: true }, cancel);
  const ended = containers.find(({ id }) => id === end.id);
  return ended !== undefined && containers.some((other) => replaces(other, ended))
    ? 'replaced'
    : 'none';
}

async function isUpAgain(engine: Engine, { id, at }: ContainerEnd, cancel: Cancel) {
  try {
    const { state } = await engine.inspectContainer(id, cancel);
    // what has started and ended once more by now was restarted, too
    return state.restarting || state.running || Date.parse(state.startedAt) > at;
  } catch (error) {
    if (isEngineError(error, 'notFound')) return false;
    throw error;
  }
}

/** Both tools make the new container before they stop the old one. */
const replaces = (other: ObservedContainer, old: ObservedContainer): boolean =>
  other.id !== old.id &&
  other.service === old.service &&
  other.number === old.number &&
  !other.oneoff &&
  other.createdAt >= old.createdAt &&
  (other.labels[LABEL.replace] ?? '') !== '';

/** Who made the container, as far as its labels tell. */
export function makerOf(labels: Readonly<Record<string, string>>): string {
  if (labels[LABEL.fields] !== undefined) return 'Flotilla';
  const version = labels[LABEL.version];
  return version === undefined ? 'another program' : `Docker Compose ${version}`;
}
