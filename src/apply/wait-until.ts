import type { ContainerDetails } from '../engine/engine.ts';
import { isEngineError } from '../model/engine-error.ts';
import type { StepOf, WaitCondition } from '../plan/step.ts';
import type { Failure } from '../events/event.ts';
import { type ApplyContext, idOf } from './context.ts';
import { collectEvidence } from './evidence.ts';
import { evidenceTools, subjectOf, withEvidence } from './explain-failure.ts';
import { StepFailure } from './failure.ts';

type Verdict =
  /** `isOver`: it has ended, and cannot lose what it has reached. */
  | { readonly kind: 'met'; readonly isOver: boolean }
  | { readonly kind: 'pending' }
  | { readonly kind: 'never'; readonly code: string; readonly message: string };

/**
 * Waits until the container meets the step's condition. Looks once, and again after each event about the container:
 * no interval, no guess from an event's words. Fails as soon as the condition cannot come true any more.
 */
export async function waitUntil(step: StepOf<'waitUntil'>, context: ApplyContext): Promise<void> {
  const id = idOf(context, step.container);
  const wake = new Wake(context, { id, step });
  try {
    for (;;) {
      const details = await inspect(step, context, id);
      const verdict = judge(step, details);
      if (verdict.kind === 'met' && (verdict.isOver || wake.isReleased())) return;
      if (verdict.kind === 'never') {
        const { code } = verdict;
        const failure = { code, message: messageOf(step, verdict.message) };
        throw await failed(failure, step, { context, id, details });
      }
      if ((await wake.next()) === 'look') continue;
      // held back only for the sake of others
      if (verdict.kind === 'met' && wake.isSteady()) return;
      throw await failed(timedOut(step, context, details), step, { context, id });
    }
  } finally {
    wake.stop();
  }
}

interface Awaited {
  readonly id: string;
  readonly step: StepOf<'waitUntil'>;
}

/** Turns events, a time limit and cancellation into one question: look again? */
class Wake {
  readonly #stops: (() => void)[] = [];
  readonly #limit = new AbortController();
  #pending = false;
  #timedOut = false;
  #steady: 'pending' | 'reached' | undefined;
  readonly #context: ApplyContext;
  readonly #step: StepOf<'waitUntil'>;
  #resolve: (() => void) | undefined;

  constructor(context: ApplyContext, { id, step }: Awaited) {
    this.#context = context;
    this.#step = step;
    const ring = this.#ring;
    this.#stops.push(context.feed.listen(id, ring), context.waits.listen(ring));
    context.signal.addEventListener('abort', ring, { once: true });
    this.#stops.push(() => context.signal.removeEventListener('abort', ring));
    if (context.waitTimeoutMs === undefined) return;
    void context.clock.sleep(context.waitTimeoutMs, this.#limit.signal).then(() => {
      this.#timedOut = !this.#limit.signal.aborted;
      ring();
    });
  }

  readonly #ring = (): void => {
    this.#pending = true;
    this.#resolve?.();
  };

  /** Whether the condition, which is met now, has held for long enough; asked again after each ring. */
  isReleased(): boolean {
    if (!this.isSteady()) return false;
    this.#context.waits.settle(this.#step.id);
    return this.#step.holds !== true || this.#context.waits.isEmpty;
  }

  /** Whether the step's time has gone by since this was asked first; rings when it has. */
  isSteady(): boolean {
    const ms = this.#step.steadyMs;
    if (ms === undefined) return true;
    if (this.#steady === undefined) {
      this.#steady = 'pending';
      void this.#context.clock.sleep(ms, this.#limit.signal).then(() => {
        this.#steady = 'reached';
        this.#ring();
      });
    }
    return this.#steady === 'reached';
  }

  async next(): Promise<'look' | 'timeout'> {
    if (!this.#pending) await new Promise<void>((resolve) => (this.#resolve = resolve));
    this.#pending = false;
    return this.#timedOut ? 'timeout' : 'look';
  }

  stop(): void {
    this.#limit.abort();
    for (const stop of this.#stops) stop();
  }
}

async function inspect(
  step: StepOf<'waitUntil'>,
  context: ApplyContext,
  id: string,
): Promise<ContainerDetails> {
  try {
    return await context.engine.inspectContainer(id, { signal: context.signal });
  } catch (error) {
    if (!isEngineError(error, 'notFound')) throw error;
    throw new StepFailure({
      code: 'dependency-removed',
      message: messageOf(step, 'was removed while it was waited for'),
    });
  }
}

function judge({ condition, steadyMs }: StepOf<'waitUntil'>, details: ContainerDetails): Verdict {
  const { state } = details;
  if (steadyMs !== undefined && details.restartCount > 0)
    return never('dependency-exited', 'did not stay up: it was restarted');
  const over = !state.running && !state.restarting && state.status !== 'created';
  if (condition === 'completed') return over ? judgeJob(state.exitCode) : PENDING;
  if (over) return judgeEnded(condition, details);
  if (condition === 'started') return state.running ? MET : PENDING;
  return judgeHealth(condition, details);
}

const MET: Verdict = { kind: 'met', isOver: false };
const OVER: Verdict = { kind: 'met', isOver: true };
const PENDING: Verdict = { kind: 'pending' };

const judgeJob = (exitCode: number): Verdict =>
  exitCode === 0
    ? OVER
    : never('dependency-failed', `didn't complete successfully: exit ${exitCode}`);

/** A job that ended well counts as done for whoever waits for the whole project. */
function judgeEnded(
  condition: WaitCondition,
  { state, hasHealthcheck }: ContainerDetails,
): Verdict {
  const isDone = condition === 'running-or-healthy' && state.exitCode === 0 && !hasHealthcheck;
  if (isDone || condition === 'started') return OVER;
  return never('dependency-exited', `exited (${state.exitCode})`);
}

function judgeHealth(condition: WaitCondition, details: ContainerDetails): Verdict {
  const { state, hasHealthcheck } = details;
  if (!hasHealthcheck && condition === 'healthy')
    return never('no-healthcheck', 'has no healthcheck configured');
  if (!hasHealthcheck) return state.running ? MET : PENDING;
  const health = state.health?.status ?? 'none';
  if (health === 'healthy') return MET;
  return health === 'unhealthy' ? never('dependency-unhealthy', 'is unhealthy') : PENDING;
}

const never = (code: string, message: string): Verdict => ({ kind: 'never', code, message });

/** In the words that scripts look for: Docker Compose's. */
function messageOf(step: StepOf<'waitUntil'>, what: string): string {
  const { name, service = name } = step.resource;
  const isJob = what.startsWith("didn't complete");
  if (isJob) return `${step.required ? 'service' : 'optional dependency'} "${service}" ${what}`;
  if (!step.required)
    return `optional dependency "${service}" failed to start: container ${name} ${what}`;
  const prefix = step.reason.kind === 'dependency' ? 'dependency failed to start: ' : '';
  return `${prefix}container ${name} ${what}`;
}

function timedOut(
  step: StepOf<'waitUntil'>,
  context: ApplyContext,
  details: ContainerDetails,
): Failure {
  const seconds = (context.waitTimeoutMs ?? 0) / 1000;
  const health = details.state.health?.status ?? details.state.status;
  return {
    code: 'wait-timeout',
    message:
      step.reason.kind === 'dependency'
        ? `timeout waiting for dependencies: container ${step.resource.name} is still ${health} after ${seconds}s`
        : `application not healthy after ${seconds}s: container ${step.resource.name} is still ${health}`,
  };
}

interface Look {
  readonly context: ApplyContext;
  readonly id: string;
  /** Unless they are too old by now. */
  readonly details?: ContainerDetails;
}

/** With what the container printed, what its probes said and what to do. */
async function failed(
  failure: Failure,
  step: StepOf<'waitUntil'>,
  { context, id, details }: Look,
): Promise<StepFailure> {
  const evidence = await collectEvidence(id, evidenceTools(context), details);
  if (evidence === undefined) return new StepFailure(failure);
  return new StepFailure(withEvidence(failure, evidence, subjectOf(step, context)));
}
