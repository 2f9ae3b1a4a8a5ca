import type { Command, Flags, FlagValues } from '../cli/command.ts';
import type { Engine, LogOptions } from '../engine/engine.ts';
import { followLogs } from '../engine/follow-logs.ts';
import { parseMoment } from '../engine/log-time.ts';
import { mergeLogs } from '../engine/merge-logs.ts';
import { type LogLine, readLogs } from '../engine/read-logs.ts';
import { isEngineError } from '../model/engine-error.ts';
import { containersOf } from '../model/labels.ts';
import { shortContainerName } from '../model/names.ts';
import type { ObservedContainer } from '../model/observed.ts';
import { LogNames } from '../render/log-names.ts';
import { wantsColor } from '../render/theme.ts';
import type { Context } from './context.ts';
import { UserError } from './context.ts';
import { LogOutput } from './log-output.ts';
import { patienceOf } from './patience.ts';
import { readSettings } from './settings.ts';

const flags = {
  follow: { kind: 'boolean', short: 'f', text: 'Go on with what comes' },
  tail: {
    kind: 'string',
    short: 'n',
    value: 'N',
    default: 'all',
    text: 'Only the last lines of each container',
  },
  since: {
    kind: 'string',
    value: 'TIME',
    text: 'Only lines since then: 10m, a date, unix seconds',
  },
  until: { kind: 'string', value: 'TIME', text: 'Only lines until then' },
  timestamps: { kind: 'boolean', short: 't', text: 'Show when each line was written' },
  noColor: { kind: 'boolean', text: 'Names without colors' },
  noLogPrefix: { kind: 'boolean', text: 'No names before the lines' },
  index: { kind: 'int', value: 'N', default: 0, text: 'Only this replica of the service' },
} as const satisfies Flags;

type LogFlags = FlagValues<typeof flags>;

/** Both streams of all containers go to standard output. Without `-f` lines of several containers are in the order of time. */
export const command: Command<Context, typeof flags> = {
  name: 'logs',
  summary: 'Show the output of containers',
  positionals: { usage: '[SERVICE...]', complete: 'services' },
  flags,
  async run({ flags: given, args }, context) {
    const range = readRange(given, context.host.clock.now());
    if (given.index > 0 && args.length !== 1)
      throw new UserError('--index requires one service to be selected');
    const selection = await selectContainers(context, { services: args, index: given.index });
    const engine = await context.engine();
    const call = { engine, context, given, range, selection };
    const closed = new AbortController();
    const forget = context.host.stdout.onClose?.(() => closed.abort());
    const signal = AbortSignal.any([context.signal, closed.signal]);
    try {
      await (given.follow === true ? follow(call, signal) : showStored(call, signal));
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      forget?.();
    }
    return 0;
  },
};

type Range = Pick<LogOptions, 'tail' | 'since' | 'until'>;

function readRange(given: LogFlags, now: number): Range {
  const moment = (name: 'since' | 'until'): Range => {
    const text = given[name] ?? '';
    if (text === '') return {};
    const time = parseMoment(text, now);
    if (time !== undefined) return { [name]: time };
    throw new UserError(
      `invalid value for "${name}": failed to parse value as time or duration: ${JSON.stringify(text)}`,
    );
  };
  const { tail } = given;
  if (tail !== 'all' && tail !== '' && !/^-?\d+$/.test(tail))
    throw new UserError(
      `invalid value for "tail": ${JSON.stringify(tail)} is neither a number nor "all"`,
    );
  const isCount = /^\d+$/.test(tail);
  return { ...(isCount ? { tail } : {}), ...moment('since'), ...moment('until') };
}

interface Selection {
  readonly project: string;
  readonly wants: (container: ObservedContainer) => boolean;
  /** Throws when a replica was asked for that is not there. */
  readonly check: (containers: readonly ObservedContainer[]) => void;
}

async function selectContainers(
  context: Context,
  { services, index }: { readonly services: readonly string[]; readonly index: number },
): Promise<Selection> {
  const { name, loaded } = await context.loadOrName();
  const project = loaded?.project;
  const unknown = services.find(
    (service) =>
      project !== undefined &&
      !Object.hasOwn(project.services, service) &&
      !Object.hasOwn(project.disabledServices, service),
  );
  if (unknown !== undefined) throw new UserError(`no such service: ${unknown}`);
  const attached = Object.entries(project?.services ?? {})
    .filter(([, service]) => service.attach !== false)
    .map(([key]) => key);
  const names = new Set(services.length > 0 ? services : attached);
  const isSelected = ({ service }: ObservedContainer): boolean =>
    names.has(service) || (services.length === 0 && project === undefined);
  return {
    project: name,
    wants: (container) =>
      !container.oneoff && isSelected(container) && (index <= 0 || container.number === index),
    check: (containers) => {
      if (index > 0 && containers.length === 0)
        throw new UserError(`service "${services[0]}" is not running container #${index}`);
    },
  };
}

interface Call {
  readonly engine: Engine;
  readonly context: Context;
  readonly given: LogFlags;
  readonly range: Range;
  readonly selection: Selection;
}

const nameIn = (project: string, container: ObservedContainer): string =>
  shortContainerName(container.name, project);

function openOutput({ context, given }: Call, names: LogNames): LogOutput {
  return new LogOutput(context.host.stdout, names, { timestamps: given.timestamps === true });
}

function namesOf({ context, given }: Call): LogNames {
  const { host, globals } = context;
  const { ansi } = readSettings(globals, host.env);
  const isTerminal = host.stdout.isTerminal;
  const color = given.noColor !== true && wantsColor({ isTerminal, env: host.env, ansi });
  return new LogNames([], { color, bare: given.noLogPrefix === true });
}

async function showStored(call: Call, signal: AbortSignal): Promise<void> {
  const { engine, selection, given } = call;
  const filter = { labels: containersOf(selection.project), all: true };
  const all = await engine.listContainers(filter, { signal });
  const byName = (a: ObservedContainer, b: ObservedContainer): number => (a.name < b.name ? -1 : 1);
  const containers = all.filter(selection.wants).toSorted(byName);
  selection.check(containers);
  const shown = containers.map((container) => nameIn(selection.project, container));
  const names = namesOf(call);
  names.add(shown);
  const output = openOutput(call, names);
  // one container alone is in order already
  const timestamps = given.timestamps === true || containers.length > 1;
  const inputs = containers.map((container) => readStored(call, container, { signal, timestamps }));
  const [only] = inputs;
  if (only !== undefined && inputs.length === 1)
    for await (const lines of only) await output.write(shown[0] ?? '', lines);
  else
    for await (const { input, lines } of mergeLogs(inputs))
      await output.write(shown[input] ?? '', lines);
  await output.flush();
}

/** The container's lines; one that is gone has none, one that cannot be read is told about. */
async function* readStored(
  { engine, context, range }: Call,
  container: ObservedContainer,
  options: LogOptions,
): AsyncGenerator<readonly LogLine[]> {
  try {
    const { tty } = await engine.inspectContainer(container.id, options);
    yield* readLogs(engine, { id: container.id, tty }, { ...range, ...options });
  } catch (error) {
    if (isEngineError(error, 'notFound')) return;
    if (!isEngineError(error, 'unavailable') && !isEngineError(error, 'rejected')) throw error;
    tellUnreadable(context, container, error.text);
  }
}

function tellUnreadable({ host }: Context, container: ObservedContainer, reason: string): void {
  void host.stderr.write(`Can't retrieve logs for "${container.name}": ${reason}\n`);
}

async function follow(call: Call, signal: AbortSignal): Promise<void> {
  const { engine, context, range, selection } = call;
  const names = namesOf(call);
  const output = openOutput(call, names);
  let isFirst = true;
  await followLogs(engine, {
    ...range,
    patience: patienceOf(context),
    signal,
    labels: containersOf(selection.project),
    wants: selection.wants,
    onContainers: (containers) => {
      if (isFirst) selection.check(containers);
      isFirst = false;
      names.add(containers.map((container) => nameIn(selection.project, container)));
    },
    onLines: (container, lines) => output.write(nameIn(selection.project, container), lines),
    onExit: (container, exit) => output.writeExit(nameIn(selection.project, container), exit),
    onUnreadable: (container, reason) => tellUnreadable(context, container, reason),
  });
  await output.flush();
}
