/** A container that an attached `up` looks after. */
import type { LastSeen } from '../engine/last-seen.ts';
import { LABEL } from '../model/labels.ts';
import type { ObservedContainer } from '../model/observed.ts';

/** What is known of it so far. */
export interface Watched {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  /** What is still to be read and told, one after the other. */
  queue: Promise<void>;
  /** Tasks in the queue. */
  pending: number;
  /** Attached for the next start: its event opens nothing. */
  isAwaitingStart: boolean;
  /** Start time of the run that was going on when it was attached. */
  attachedRun: string;
  /** Started, and its end has not been told. */
  owesExit: boolean;
  /** When it last ended, as `since` text: what later runs say is younger. */
  endedAt: string;
  readonly seen: LastSeen;
}

/** As it is before anything has been heard of it. */
export const newWatched = (about: Pick<Watched, 'id' | 'name' | 'service'>): Watched => ({
  ...about,
  queue: Promise.resolve(),
  pending: 0,
  isAwaitingStart: false,
  attachedRun: '',
  owesExit: false,
  endedAt: '',
  seen: { lastTime: '', lastCount: 0 },
});

const RUNS: ReadonlySet<string> = new Set(['running', 'restarting', 'paused']);

/** Whether its service goes on: a replacement that is made but not started yet counts. */
export const isAlive = ({ state, labels }: ObservedContainer): boolean =>
  RUNS.has(state) || (state === 'created' && (labels[LABEL.replace] ?? '') !== '');
