/** Progress on a stream: events in, text out. */
import type { Event } from '../../events/event.ts';
import type { Face, ProgressOutput } from './face.ts';
import { makeJson } from './json.ts';
import { UpdateMaker, withoutVertices } from './make-updates.ts';
import { makePlain } from './plain.ts';
import { makeTree } from './tree.ts';
import type { Update } from './update.ts';

export type ProgressKind = 'tree' | 'plain' | 'json' | 'quiet';

export interface Progress {
  onEvent(event: Event): void;
  /** For work that is no step of a plan. */
  onUpdate(update: Update): void;
  /** Draws the next frame; call it every tenth of a second while working. Does nothing but for the tree. */
  tick(): void;
  /** Takes the frame away, so that something else can be written; the next event or tick draws it again. */
  pause(): void;
  /** Draws the last frame and gives the cursor back. */
  end(): void;
}

export function makeProgress(kind: ProgressKind, output: ProgressOutput): Progress {
  const maker = new UpdateMaker();
  const face = makeFace(kind, output);
  const shape = (updates: readonly Update[]): readonly Update[] =>
    kind === 'plain' ? updates : updates.flatMap(withoutVertices);
  return {
    onEvent: (event) => {
      const isHidden = output.attached === true && (isStart(event) || event.kind === 'hookOutput');
      if (!isHidden) face.take(shape(maker.read(event)));
    },
    onUpdate: (update) => face.take([update]),
    tick: () => face.tick(),
    pause: () => face.pause(),
    end: () => face.end(),
  };
}

function isStart(event: Event): boolean {
  if (event.kind === 'stepStarted') return event.step.kind === 'startContainer';
  return (
    event.kind === 'stepEnded' &&
    event.step.kind === 'startContainer' &&
    (event.outcome.status === 'done' || event.outcome.status === 'already')
  );
}

function makeFace(kind: ProgressKind, output: ProgressOutput): Face {
  switch (kind) {
    case 'tree':
      return makeTree(output);
    case 'plain':
      return makePlain(output);
    case 'json':
      return makeJson(output);
    case 'quiet':
      return { take: () => {}, tick: () => {}, pause: () => {}, end: () => {} };
  }
}
