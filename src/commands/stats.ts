import type { Command, Flags } from '../cli/command.ts';
import type { Engine } from '../engine/engine.ts';
import type { ContainerSample } from '../engine/inspect-answers.ts';
import { makePatient } from '../engine/patient-engine.ts';
import type { OutputStream } from '../host/host.ts';
import { isEngineError } from '../model/engine-error.ts';
import { containersOf } from '../model/labels.ts';
import type { ObservedContainer } from '../model/observed.ts';
import { fit } from '../render/fit.ts';
import { type ContainerUsage, readStatsFormat } from '../render/stats-view.ts';
import type { Context } from './context.ts';
import { withTemplates } from './format-flag.ts';
import { byName } from './project-containers.ts';
import { patienceOf } from './patience.ts';
import { checkServices } from './service-names.ts';

const flags = {
  all: { kind: 'boolean', short: 'a', text: 'Stopped containers too' },
  format: {
    kind: 'string',
    value: 'FORMAT',
    default: 'table',
    text: 'Output format: table, json, or a template',
    choices: ['table', 'json'],
  },
  noStream: { kind: 'boolean', text: 'Once, then end' },
  noTrunc: { kind: 'boolean', text: 'Show ids whole' },
} as const satisfies Flags;

/** Our own tick of a second; all containers are asked at once. On a terminal the table is drawn in place. */
export const command: Command<Context, typeof flags> = {
  name: 'stats',
  summary: 'Show what containers use',
  positionals: { usage: '[SERVICE...]', complete: 'services' },
  flags,
  async run({ flags: given, args }, context) {
    const options = { format: given.format, whole: given.noTrunc === true };
    const render = withTemplates(() => readStatsFormat(options));
    const { name, loaded } = await context.loadOrName();
    checkServices(args, loaded?.project);
    const engine = makePatient(await context.engine(), patienceOf(context));
    const closed = new AbortController();
    const forget = context.host.stdout.onClose?.(() => closed.abort());
    const signal = AbortSignal.any([context.signal, closed.signal]);
    const sampler = new Sampler(engine, {
      project: name,
      services: args,
      all: given.all === true,
      signal,
    });
    try {
      const show = (usages: readonly ContainerUsage[]): string =>
        withTemplates(() => render(usages));
      await watch({ context, sampler, show, signal, once: given.noStream === true });
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      forget?.();
    }
    return 0;
  },
};

const TICK_MS = 1000;
const HOME = '\u001b[H';
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

interface Watch {
  readonly context: Context;
  readonly sampler: Sampler;
  readonly show: (usages: readonly ContainerUsage[]) => string;
  readonly signal: AbortSignal;
  readonly once: boolean;
}

/** A share of the processor takes two samples: what cannot be drawn over waits for the second. */
async function watch({ context, sampler, show, signal, once }: Watch): Promise<void> {
  const { stdout, clock } = context.host;
  const isDrawn = stdout.isTerminal && !once;
  const draw = async (usages: readonly ContainerUsage[]): Promise<void> => {
    const text = show(usages);
    await stdout.write(isDrawn ? frame(text, stdout) : text);
  };
  let next = clock.now() + TICK_MS;
  const first = await sampler.take();
  if (isDrawn || first.length === 0) await draw(first);
  if (once && first.length === 0) return;
  for (;;) {
    await clock.sleep(Math.max(0, next - clock.now()), signal);
    if (signal.aborted) return;
    next = Math.max(next, clock.now()) + TICK_MS;
    await draw(await sampler.take());
    if (once) return;
  }
}

/** No more lines than the terminal has, and none longer: it would scroll. */
function frame(text: string, { rows, columns }: Pick<OutputStream, 'rows' | 'columns'>): string {
  const lines = text.split('\n').slice(0, Math.max(1, rows - 1));
  const drawn = lines.map((line) => `${fit(line, columns, '…')}${CLEAR_LINE}`);
  return `${HOME}${drawn.join('\n')}${CLEAR_BELOW}`;
}

interface SampleScope {
  readonly project: string;
  /** Empty: all. */
  readonly services: readonly string[];
  readonly all: boolean;
  readonly signal: AbortSignal;
}

class Sampler {
  readonly #engine: Engine;
  readonly #scope: SampleScope;
  #previous: ReadonlyMap<string, ContainerSample> = new Map();

  constructor(engine: Engine, scope: SampleScope) {
    this.#engine = engine;
    this.#scope = scope;
  }

  /** Containers that are there now, by name. */
  async take(): Promise<readonly ContainerUsage[]> {
    const { project, services, all, signal } = this.#scope;
    const labels = containersOf(project);
    const found = await this.#engine.listContainers({ labels, all }, { signal });
    const wanted = found
      .filter(({ service }) => services.length === 0 || services.includes(service))
      .toSorted(byName);
    const taken = await Promise.all(wanted.map((container) => this.#sample(container)));
    const samples = taken.flatMap((each) => each ?? []);
    const previous = this.#previous;
    this.#previous = new Map(samples.map(({ container, sample }) => [container.id, sample]));
    return samples.map(({ container, sample }) => ({
      ...sample,
      id: container.id,
      name: container.name,
      cpuPercent: cpuPercent(sample, previous.get(container.id)),
    }));
  }

  /** Undefined for one that has gone meanwhile. */
  async #sample(
    container: ObservedContainer,
  ): Promise<{ container: ObservedContainer; sample: ContainerSample } | undefined> {
    const { signal } = this.#scope;
    try {
      return { container, sample: await this.#engine.sampleContainer(container.id, { signal }) };
    } catch (error) {
      if (isEngineError(error, 'notFound')) return undefined;
      throw error;
    }
  }
}

/** Undefined without a sample before. A container that does not run uses nothing. */
function cpuPercent(
  sample: ContainerSample,
  previous: ContainerSample | undefined,
): number | undefined {
  if (sample.cpuSystem === 0) return 0;
  if (previous === undefined) return undefined;
  const own = sample.cpuTotal - previous.cpuTotal;
  const all = sample.cpuSystem - previous.cpuSystem;
  return own > 0 && all > 0 ? (own / all) * sample.cpuCount * 100 : 0;
}
