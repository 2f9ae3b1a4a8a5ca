import type { Command, Flags } from '../cli/command.ts';
import type { Engine } from '../engine/engine.ts';
import { makePatient } from '../engine/patient-engine.ts';
import { containersOf } from '../model/labels.ts';
import { isUp, type ObservedContainer } from '../model/observed.ts';
import { suggest } from '../model/suggest.ts';
import { selectContainers } from '../plan/select-containers.ts';
import { type Context, UserError } from './context.ts';
import { command as down } from './down.ts';
import { patienceOf } from './patience.ts';

const FLAGS = {
  downProject: { kind: 'boolean', text: 'Take the project down afterwards' },
} as const satisfies Flags;

/** The exit code is that of the first container that failed; 0 when none did. */
export const command: Command<Context, typeof FLAGS> = {
  name: 'wait',
  summary: 'Wait until containers have ended',
  positionals: { usage: 'SERVICE...', min: 1, showsUsage: true, complete: 'services' },
  flags: FLAGS,
  async run({ flags, args }, context) {
    const { name, loaded } = await context.loadOrName();
    const engine = makePatient(await context.engine(), patienceOf(context));
    const containers = await findContainers(context, engine, { project: name, services: args });
    if (containers.length === 0)
      throw new UserError(
        `no containers for project "${name}"${strangerHint(args, loaded?.project)}`,
      );
    const code = await waitForAll(context, engine, containers);
    if (flags.downProject !== true) return code;
    const none = { rmi: undefined, timeout: undefined, volumes: undefined, strictHooks: undefined };
    const downCode = await down.run({ flags: { ...none, removeOrphans: true }, args: [] }, context);
    return code === 0 ? downCode : code;
  },
};

interface Wanted {
  readonly project: string;
  readonly services: readonly string[];
}

/** Replicas that have been started, ended ones too, and one-offs that run. */
async function findContainers(
  { signal }: Context,
  engine: Engine,
  { project, services }: Wanted,
): Promise<readonly ObservedContainer[]> {
  const labels = containersOf(project);
  const containers = await engine.listContainers({ labels, all: true }, { signal });
  const observed = { project, containers, hooks: [], networks: [], volumes: [], images: {} };
  return selectContainers(observed, {
    includes: (service) => services.includes(service),
    oneOffs: true,
  }).filter((container) => isUp(container) || (!container.oneoff && container.state === 'exited'));
}

/** Tells each end as it comes. */
async function waitForAll(
  { host, signal }: Context,
  engine: Engine,
  containers: readonly ObservedContainer[],
): Promise<number> {
  let code = 0;
  await Promise.all(
    containers.map(async ({ id }) => {
      const wait = await engine.waitContainer(id, 'not-running', { signal });
      const exitCode = await wait.exitCode;
      if (code === 0) code = exitCode;
      await host.stdout.write(`container "${id}" exited with status code ${exitCode}\n`);
    }),
  );
  return code;
}

type Declared = { readonly [section in 'services' | 'disabledServices']: object };

function strangerHint(names: readonly string[], project: Declared | undefined): string {
  if (project === undefined) return '';
  const known = [...Object.keys(project.services), ...Object.keys(project.disabledServices)];
  const stranger = names.find((name) => !known.includes(name));
  if (stranger === undefined) return '';
  const near = suggest(stranger, known);
  return `\nno such service: ${stranger}${near === undefined ? '' : `, did you mean "${near}"?`}`;
}
