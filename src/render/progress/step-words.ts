/** What a step is called while it runs and when it is done, in Docker Compose's words. */
import type { Step } from '../../plan/step.ts';

export interface StepWords {
  readonly id: string;
  /** Absent: not told. */
  readonly during?: string;
  readonly after?: string;
}

/** Steps without words are told only when they fail. */
export function stepWords(step: Step): StepWords {
  const id = resourceId(step);
  switch (step.kind) {
    case 'pullImage':
      return { id, during: 'Pulling', after: 'Pulled' };
    case 'buildImage':
      return { id, during: 'Building', after: 'Built' };
    case 'createNetwork':
    case 'createVolume':
    case 'createContainer':
      return { id, during: 'Creating', after: 'Created' };
    case 'removeImage':
    case 'removeNetwork':
    case 'removeVolume':
    case 'removeContainer':
      return { id, during: 'Removing', after: 'Removed' };
    case 'connectNetwork':
      return { id, during: 'Connecting', after: 'Connected' };
    case 'disconnectNetwork':
      return { id, during: 'Disconnecting', after: 'Disconnected' };
    case 'waitUntil':
      return waitWords(id, step.condition);
    default:
      return { id, ...LIFE[step.kind] };
  }
}

const LIFE = {
  startContainer: { during: 'Starting', after: 'Started' },
  stopContainer: { during: 'Stopping', after: 'Stopped' },
  restartContainer: { during: 'Restarting', after: 'Started' },
  killContainer: { during: 'Killing', after: 'Killed' },
  pauseContainer: { after: 'Paused' },
  unpauseContainer: { after: 'Unpaused' },
  renameContainer: {},
  putFiles: {},
  runHook: {},
} as const;

function waitWords(id: string, condition: string): StepWords {
  if (condition === 'started') return { id };
  return { id, during: 'Waiting', after: condition === 'completed' ? 'Exited' : 'Healthy' };
}

/** `Container shop-web-1`, `Image busybox` */
export function resourceId(step: Step): string {
  if (step.kind === 'pullImage' || step.kind === 'removeImage') return `Image ${step.reference}`;
  if (step.kind === 'buildImage') return `Image ${step.image}`;
  if (step.kind === 'waitUntil') return containerId(step.container.name);
  const { kind, name } = step.resource;
  return `${kind[0]?.toUpperCase()}${kind.slice(1)} ${name}`;
}

export const containerId = (name: string): string => `Container ${name}`;
