/** Events → updates: the steps of a recreation become one change. */
import {
  type Event,
  type Failure,
  isTolerated,
  type Outcome,
  type StepProgress,
} from '../../events/event.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Step } from '../../plan/step.ts';
import { shorten, show } from '../show.ts';
import { containerId, resourceId, stepWords } from './step-words.ts';
import type { Update } from './update.ts';

/** Remembers only what folding needs: which recreations have begun and which were told as done. */
export class UpdateMaker {
  readonly #begun = new Set<string>();
  readonly #replaced = new Set<string>();
  readonly #skipped = new Set<string>();

  read(event: Event): readonly Update[] {
    switch (event.kind) {
      case 'planned':
        return [{ kind: 'expect', ids: expectedIds(event.plan) }, ...passedOver(event.plan)];
      case 'unchanged':
        return event.container.state === 'running'
          ? [change(containerId(event.container.name), 'Running', 'done')]
          : [];
      case 'stepStarted':
        return this.#started(event.step);
      case 'stepProgress':
        return progressUpdates(event.step, event.progress);
      case 'stepEnded':
        return this.#ended(event.step, event.outcome);
      case 'hookOutput':
        return textLines(resourceId(event.step), event.text);
      case 'notice':
        return [{ kind: 'notice', diagnostic: event.diagnostic }];
      case 'finished':
        return [];
    }
  }

  #started(step: Step): readonly Update[] {
    const { id, during } = stepWords(step);
    if (isSwap(step)) {
      if (this.#begun.has(step.group)) return [];
      this.#begun.add(step.group);
      return [change(id, 'Recreate', 'working')];
    }
    const before = this.#replacedBefore(step);
    return during === undefined ? before : [...before, change(id, during, 'working')];
  }

  #ended(step: Step, outcome: Outcome): readonly Update[] {
    if (outcome.status !== 'done' && outcome.status !== 'already') {
      return this.#stopped(step, outcome);
    }
    const { id, after } = stepWords(step);
    if (step.kind === 'runProvider' && outcome.status === 'already')
      return [change(id, 'Skipped', 'done')];
    if (isSwap(step)) return takesFinalName(step) ? this.#tellReplaced(step.group, id) : [];
    return after === undefined ? [] : [change(id, after, 'done')];
  }

  /** A start tells that the swap before it is over, whichever steps that took. */
  #replacedBefore(step: Step): readonly Update[] {
    const isStart = step.kind === 'startContainer' && step.group !== undefined;
    return isStart ? this.#tellReplaced(step.group, resourceId(step)) : [];
  }

  #tellReplaced(group: string, id: string): readonly Update[] {
    if (!this.#begun.has(group) || this.#replaced.has(group)) return [];
    this.#replaced.add(group);
    return [change(id, 'Recreated', 'done')];
  }

  #stopped(
    step: Step,
    outcome: Exclude<Outcome, { status: 'done' | 'already' }>,
  ): readonly Update[] {
    const id = resourceId(step);
    switch (outcome.status) {
      case 'failed':
        return [failedChange(step, id, outcome.failure)];
      case 'unknown':
        return [{ ...change(id, 'Unknown', 'warning'), details: outcome.failure.message }];
      case 'cancelled':
        return [change(id, 'Interrupted', 'warning')];
      case 'skipped':
        if (this.#skipped.has(id)) return [];
        this.#skipped.add(id);
        return [change(id, 'Skipped', 'warning')];
    }
  }
}

type Change = Extract<Update, { kind: 'change' }>;

const change = (id: string, verb: string, status: Change['status']): Change => ({
  kind: 'change',
  id,
  verb,
  status,
});

function failedChange(step: Step, id: string, failure: Failure): Change {
  const isAllowed =
    isTolerated(step, { status: 'failed', failure }) ||
    (step.kind === 'waitUntil' && !step.required);
  return isAllowed
    ? { ...change(id, 'Skipped', 'warning'), details: failure.message }
    : { ...change(id, errorWords(step), 'error'), details: failure.message };
}

const NAMED_ERRORS: ReadonlySet<Step['kind']> = new Set([
  'killContainer',
  'stopContainer',
  'removeContainer',
]);

const errorWords = (step: Step): string =>
  NAMED_ERRORS.has(step.kind) && !isSwap(step)
    ? `Error while ${stepWords(step).during ?? ''}`
    : 'Error';

type Swap = Step & { readonly group: string };
const SWAP_KINDS: ReadonlySet<Step['kind']> = new Set([
  'createContainer',
  'stopContainer',
  'renameContainer',
  'removeContainer',
]);

const isSwap = (step: Step): step is Swap => step.group !== undefined && SWAP_KINDS.has(step.kind);

/** The new container has its name: from here on it is the replacement. */
const takesFinalName = (step: Step): boolean =>
  step.kind === 'renameContainer' && step.container.kind === 'late';

function expectedIds(plan: Plan): readonly string[] {
  const told = plan.steps.map(stepWords).filter((words) => words.after !== undefined);
  const kept = plan.unchanged.filter((container) => container.state === 'running');
  return [...new Set([...told.map(({ id }) => id), ...kept.map(({ name }) => containerId(name))])];
}

const passedOver = (plan: Plan): readonly Update[] =>
  (plan.passedOver ?? []).map(({ service, why }) =>
    change(service, why === undefined ? 'Skipped' : `Skipped - ${why}`, 'done'),
  );

/** A provider's own words stand where the verb stands. */
const LONGEST_MESSAGE = 80;

function progressUpdates(step: Step, progress: StepProgress): readonly Update[] {
  const id = resourceId(step);
  switch (progress.kind) {
    case 'transfer': {
      const { layer, status, current = 0, total = 0 } = progress;
      return layer === undefined ? [] : [{ kind: 'transfer', id, layer, status, current, total }];
    }
    case 'build':
      return vertexUpdates(id, progress);
    case 'message':
      return [change(id, shorten(show(progress.text), LONGEST_MESSAGE), 'working')];
    case 'buildLog':
      return [{ kind: 'build', id, vertex: progress.vertex, what: 'log', text: progress.text }];
  }
}

type VertexProgress = Extract<StepProgress, { kind: 'build' }>;

function vertexUpdates(
  id: string,
  { vertex, name, state, error = '' }: VertexProgress,
): readonly Update[] {
  const about = { kind: 'build', id, vertex } as const;
  if (state === 'started') return [{ ...about, what: 'name', text: name }];
  const failed = /context canceled/.test(error) ? 'CANCELED' : `ERROR: ${error}`;
  const text = { completed: 'DONE', cached: 'CACHED', failed }[state];
  return [{ ...about, what: 'end', text, name }];
}

/** The same as lines without vertices. */
export function withoutVertices(update: Update): readonly Update[] {
  if (update.kind !== 'build') return [update];
  if (update.what === 'log') return textLines(update.id, update.text);
  return update.what === 'name'
    ? [{ kind: 'output', id: update.id, text: `=> ${update.text}` }]
    : [];
}

function textLines(id: string, text: string): readonly Update[] {
  return text
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .map((line) => ({ kind: 'output', id, text: line }));
}
