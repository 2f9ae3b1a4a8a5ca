import type { Command, Flags, FlagValues } from '../cli/command.ts';
import type { Project } from '../model/project.ts';
import { containersOf } from '../model/labels.ts';
import type { ContainerState, ObservedContainer } from '../model/observed.ts';
import { renderPsJson, renderPsTable } from '../render/ps-view.ts';
import { UserError } from './context.ts';
import type { Context } from './context.ts';
import { withTemplates } from './format-flag.ts';
import { checkServices } from './service-names.ts';

const STATES: readonly ContainerState[] = [
  'paused',
  'restarting',
  'removing',
  'running',
  'dead',
  'created',
  'exited',
];

const flags = {
  all: { kind: 'boolean', short: 'a', text: 'Stopped containers and those of "run" too' },
  filter: {
    kind: 'string',
    value: 'status=STATE',
    text: 'Only containers that match',
    complete: STATES.map((state) => `status=${state}`),
  },
  format: {
    kind: 'string',
    value: 'FORMAT',
    default: 'table',
    text: 'Output format: table, json, raw, or a template',
    choices: ['table', 'json', 'raw'],
  },
  noTrunc: { kind: 'boolean', text: 'Show ids and commands whole' },
  orphans: { kind: 'boolean', default: true, text: 'Services that no file declares too' },
  quiet: { kind: 'boolean', short: 'q', text: 'Only ids' },
  services: { kind: 'boolean', text: 'Only names of services' },
  status: {
    kind: 'strings',
    value: 'STATE',
    text: 'Only containers in this state',
    choices: STATES,
  },
} as const satisfies Flags;

type PsFlags = FlagValues<typeof flags>;

/** One list call; sorted by name. */
export const command: Command<Context, typeof flags> = {
  name: 'ps',
  summary: 'List containers',
  positionals: { usage: '[SERVICE...]', complete: 'services' },
  flags,
  async run({ flags: chosen, args }, context) {
    const states = wantedStates(chosen);
    const render = await chooseView(chosen, context.host.clock.now());
    const { name, loaded } = await context.loadOrName();
    checkServices(args, loaded?.project);
    const engine = await context.engine();
    const found = await engine.listContainers(
      { labels: containersOf(name), all: chosen.all === true || states.length > 0 },
      { signal: context.signal },
    );
    const selected = found
      .filter((container) => isWanted(container, { chosen, states, services: args }))
      .filter((container) => chosen.orphans || isDeclared(container, loaded?.project))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    await context.host.stdout.write(render(selected));
    return 0;
  },
};

function wantedStates({ status, filter }: PsFlags): readonly ContainerState[] {
  const given = filter === undefined ? status : [...status, stateOfFilter(filter)];
  return given.map((text) => {
    const state = STATES.find((known) => known === text);
    if (state !== undefined) return state;
    throw new UserError(
      `unknown status ${JSON.stringify(text)}: use one of ${STATES.toSorted().join(', ')}`,
    );
  });
}

function stateOfFilter(filter: string): string {
  const [key, ...value] = filter.split('=');
  if (value.length === 0) throw new UserError('arguments to --filter should be in form KEY=VAL');
  if (key === 'status') return value.join('=');
  throw new UserError(`unknown filter name ${JSON.stringify(key)}: only status is known`);
}

type View = (containers: readonly ObservedContainer[]) => string;

async function chooseView(
  { quiet, services, format, noTrunc }: PsFlags,
  now: number,
): Promise<View> {
  const options = { now, whole: noTrunc === true };
  if (quiet === true) return (containers) => containers.map(({ id }) => `${id}\n`).join('');
  if (services === true) return renderServices;
  if (format === 'json') return (containers) => renderPsJson(containers, options);
  if (format === 'table' || format === '') {
    return (containers) => renderPsTable(containers, options);
  }
  // what reads templates is not needed by most calls
  const { readPsFormat } = await import('../render/ps-format.ts');
  const view = withTemplates(() => readPsFormat(format, options));
  return (containers) => withTemplates(() => view(containers));
}

/** An empty line when there is none, as scripts know it. */
const renderServices: View = (containers) =>
  `${[...new Set(containers.map(({ service }) => service))].join('\n')}\n`;

interface Wanted {
  readonly chosen: PsFlags;
  readonly states: readonly ContainerState[];
  readonly services: readonly string[];
}

function isWanted(container: ObservedContainer, { chosen, states, services }: Wanted): boolean {
  if (container.oneoff && chosen.all !== true && states.length === 0) return false;
  if (states.length > 0 && !states.includes(container.state)) return false;
  return services.length === 0 || services.includes(container.service);
}

function isDeclared({ service }: ObservedContainer, project: Project | undefined): boolean {
  if (project === undefined) return true;
  return (
    Object.hasOwn(project.services, service) || Object.hasOwn(project.disabledServices, service)
  );
}
