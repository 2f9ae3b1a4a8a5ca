import type { Command, Flags } from '../cli/command.ts';
import type { Engine } from '../engine/engine.ts';
import { containersOf, LABEL } from '../model/labels.ts';
import type { ObservedVolume } from '../model/observed.ts';
import { readVolumesFormat } from '../render/volumes-view.ts';
import type { Context } from './context.ts';
import { withTemplates } from './format-flag.ts';
import { byName } from './project-containers.ts';
import { checkServices } from './service-names.ts';

const flags = {
  format: {
    kind: 'string',
    value: 'FORMAT',
    default: 'table',
    text: 'Output format: table, json, raw, or a template',
    choices: ['table', 'json', 'raw'],
  },
  quiet: { kind: 'boolean', short: 'q', text: 'Only names' },
} as const satisfies Flags;

/** Those with the project's label; with services, those that their containers mount. */
export const command: Command<Context, typeof flags> = {
  name: 'volumes',
  summary: 'List volumes',
  positionals: { usage: '[SERVICE...]', complete: 'services' },
  flags,
  async run({ flags: given, args }, context) {
    const render = withTemplates(() => readVolumesFormat(given.format));
    const { name, loaded } = await context.loadOrName();
    checkServices(args, loaded?.project);
    const engine = await context.engine();
    const scope = { project: name, services: args };
    const volumes = await findVolumes(engine, scope, context.signal);
    const text =
      given.quiet === true
        ? volumes.map((volume) => `${volume.name}\n`).join('')
        : withTemplates(() => render(volumes));
    await context.host.stdout.write(text);
    return 0;
  },
};

interface VolumeScope {
  readonly project: string;
  readonly services: readonly string[];
}

async function findVolumes(
  engine: Engine,
  { project, services }: VolumeScope,
  signal: AbortSignal,
): Promise<readonly ObservedVolume[]> {
  const labels = [`${LABEL.project}=${project}`];
  const [volumes, containers] = await Promise.all([
    engine.listVolumes({ labels }, { signal }),
    services.length === 0
      ? []
      : engine.listContainers({ labels: containersOf(project), all: true }, { signal }),
  ]);
  const mounted = new Set(
    containers
      .filter(({ service }) => services.includes(service))
      .flatMap(({ mounts }) => mounts.flatMap(({ name }) => name ?? [])),
  );
  return volumes.filter(({ name }) => services.length === 0 || mounted.has(name)).toSorted(byName);
}
