import type { BuildProgress, BuildVertex } from '../engine/building.ts';
import type { StepProgress } from '../events/event.ts';
import type { StepOf } from '../plan/step.ts';
import type { ApplyContext } from './context.ts';
import { StepFailure } from './failure.ts';

/** Last lines of a failed step of the build that are worth showing. */
const EXCERPT_LINES = 20;

/** Passes a build's progress on as events and remembers what explains a failure. */
export class BuildReport {
  readonly #step: StepOf<'buildImage'>;
  readonly #context: ApplyContext;
  readonly #states = new Map<string, string>();
  readonly #logs = new Map<string, string[]>();
  #failed: BuildVertex | undefined;

  constructor(step: StepOf<'buildImage'>, context: ApplyContext) {
    this.#step = step;
    this.#context = context;
  }

  take(progress: BuildProgress): void {
    if (progress.kind === 'vertex') this.#takeVertex(progress.vertex);
    if (progress.kind === 'log') this.#takeLog(progress.vertex, progress.text);
  }

  /** Why the build failed: the step of it, its last output, or what the builder says. */
  failure(text: string, more: readonly string[] = []): StepFailure {
    const vertex = this.#failed;
    const logs = vertex === undefined ? [] : (this.#logs.get(vertex.digest) ?? []);
    const lines = logs
      .join('')
      .split(/\r?\n/)
      .filter((line) => line !== '');
    const evidence = [...lines.slice(-EXCERPT_LINES), ...more];
    const where = vertex === undefined ? '' : ` at ${vertex.name}`;
    return new StepFailure({
      code: 'build-failed',
      message: `image ${this.#step.image} of service "${this.#step.service}" cannot be built${where}: ${text}`,
      ...(evidence.length === 0 ? {} : { evidence }),
    });
  }

  #takeVertex(vertex: BuildVertex): void {
    const { digest, name, error = '' } = vertex;
    // the steps that were under way when one failed end with an error too, but only say that they were cancelled
    if (error !== '' && !/context canceled/.test(error)) this.#failed ??= vertex;
    const state = stateOf(vertex);
    if (state === undefined || this.#states.get(digest) === state) return;
    this.#states.set(digest, state);
    this.#emit({ kind: 'build', vertex: digest, name, state, ...(error === '' ? {} : { error }) });
  }

  #takeLog(vertex: string, text: string): void {
    const kept = this.#logs.get(vertex) ?? [];
    kept.push(text);
    if (kept.length > EXCERPT_LINES * 5) kept.splice(0, kept.length - EXCERPT_LINES * 4);
    this.#logs.set(vertex, kept);
    this.#emit({ kind: 'buildLog', vertex, text });
  }

  #emit(progress: StepProgress): void {
    const { emit, clock } = this.#context;
    emit({ kind: 'stepProgress', at: clock.now(), step: this.#step, progress });
  }
}

function stateOf(vertex: BuildVertex): 'started' | 'completed' | 'cached' | 'failed' | undefined {
  if (vertex.error !== undefined && vertex.error !== '') return 'failed';
  if (vertex.cached === true) return 'cached';
  if (vertex.completed === true) return 'completed';
  return vertex.started === true ? 'started' : undefined;
}
