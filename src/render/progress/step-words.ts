/** What a step is called while it runs and when it is done, in Docker Compose's words. */
import type { ProviderCommand, Step, StepKind } from '../../plan/step.ts';

export interface StepWords {
  readonly id: string;
  /** Absent: not told. */
  readonly during?: string;
  readonly after?: string;
}

/** Steps without words are told only when they fail. */
export function stepWords(step: Step): StepWords {
  const id = resourceId(step);
  if (step.kind === 'waitUntil') return waitWords(id, step.condition);
  if (step.kind === 'runProvider') return { id, ...PROVIDER[step.command] };
  return { id, ...WORDS[step.kind] };
}

type Words = Omit<StepWords, 'id'>;
const CREATE: Words = { during: 'Creating', after: 'Created' };
const REMOVE: Words = { during: 'Removing', after: 'Removed' };

const STOP: Words = { during: 'Stopping', after: 'Stopped' };

const PROVIDER: Readonly<Record<ProviderCommand, Words>> = { up: CREATE, down: REMOVE, stop: STOP };

const WORDS: Readonly<Record<Exclude<StepKind, 'waitUntil' | 'runProvider'>, Words>> = {
  pullImage: { during: 'Pulling', after: 'Pulled' },
  buildImage: { during: 'Building', after: 'Built' },
  pushImage: { during: 'Pushing', after: 'Pushed' },
  removeImage: REMOVE,
  createNetwork: CREATE,
  removeNetwork: REMOVE,
  connectNetwork: { during: 'Connecting', after: 'Connected' },
  disconnectNetwork: { during: 'Disconnecting', after: 'Disconnected' },
  createVolume: CREATE,
  removeVolume: REMOVE,
  createContainer: CREATE,
  removeContainer: REMOVE,
  startContainer: { during: 'Starting', after: 'Started' },
  stopContainer: STOP,
  restartContainer: { during: 'Restarting', after: 'Started' },
  killContainer: { during: 'Killing', after: 'Killed' },
  pauseContainer: { after: 'Paused' },
  unpauseContainer: { after: 'Unpaused' },
  renameContainer: {},
  putFiles: {},
  runHook: {},
  runPreStart: {},
};

function waitWords(id: string, condition: string): StepWords {
  if (condition === 'started') return { id };
  return { id, during: 'Waiting', after: condition === 'completed' ? 'Exited' : 'Healthy' };
}

/** `Container shop-web-1`, `Image busybox` */
export function resourceId(step: Step): string {
  if (step.kind === 'pullImage' || step.kind === 'pushImage' || step.kind === 'removeImage')
    return `Image ${step.reference}`;
  if (step.kind === 'buildImage') return `Image ${step.image}`;
  if (step.kind === 'waitUntil') return containerId(step.container.name);
  const { kind, name } = step.resource;
  return `${kind[0]?.toUpperCase()}${kind.slice(1)} ${name}`;
}

export const containerId = (name: string): string => `Container ${name}`;
