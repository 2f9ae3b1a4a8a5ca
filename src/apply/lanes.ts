import type { StepKind } from '../plan/step.ts';

type Lane = 'pull' | 'build' | 'network' | 'start' | 'power' | 'record' | 'hook' | 'wait';

const LANE: Record<StepKind, Lane> = {
  pullImage: 'pull',
  buildImage: 'build',
  pushImage: 'pull',
  removeImage: 'record',
  createNetwork: 'network',
  removeNetwork: 'network',
  connectNetwork: 'record',
  disconnectNetwork: 'record',
  createVolume: 'record',
  removeVolume: 'record',
  createContainer: 'record',
  putFiles: 'record',
  startContainer: 'start',
  stopContainer: 'power',
  restartContainer: 'power',
  killContainer: 'power',
  pauseContainer: 'power',
  unpauseContainer: 'power',
  renameContainer: 'record',
  removeContainer: 'record',
  runHook: 'hook',
  runPreStart: 'hook',
  runProvider: 'hook',
  waitUntil: 'wait',
};

/**
 * Most steps of a lane at once. Starts on a bridge get slower beyond eight (its lock, the packet filter's), creates do
 * not up to sixteen; stops that wait out a grace period cost the engine nothing, hence the wide power lane.
 */
const WIDTH: Record<Lane, number> = {
  pull: 3,
  build: 4,
  network: 1,
  start: 8,
  power: 16,
  record: 16,
  hook: 8,
  wait: Infinity,
};

interface Entry {
  readonly lane: Lane;
  readonly run: () => Promise<void>;
}

/** Runs work in the order it comes, a bounded number at once for each kind of step. */
export class Lanes {
  readonly #limit: number;
  readonly #busy = new Map<Lane, number>();
  readonly #queue: Entry[] = [];
  #total = 0;

  constructor(limit = Infinity) {
    this.#limit = limit;
  }

  enter(kind: StepKind, run: () => Promise<void>): void {
    this.#queue.push({ lane: LANE[kind], run });
    this.#pump();
  }

  #pump(): void {
    for (let index = 0; index < this.#queue.length;) {
      const entry = this.#queue[index];
      if (entry === undefined || !this.#hasRoom(entry.lane)) index++;
      else {
        this.#queue.splice(index, 1);
        void this.#run(entry);
      }
    }
  }

  #hasRoom(lane: Lane): boolean {
    if (lane === 'wait') return true;
    return this.#total < this.#limit && (this.#busy.get(lane) ?? 0) < WIDTH[lane];
  }

  async #run({ lane, run }: Entry): Promise<void> {
    const weight = lane === 'wait' ? 0 : 1;
    this.#busy.set(lane, (this.#busy.get(lane) ?? 0) + weight);
    this.#total += weight;
    try {
      await run();
    } finally {
      this.#busy.set(lane, (this.#busy.get(lane) ?? 0) - weight);
      this.#total -= weight;
      this.#pump();
    }
  }
}
