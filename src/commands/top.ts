import type { Command, Flags } from '../cli/command.ts';
import type { Engine } from '../engine/engine.ts';
import { isEngineError } from '../model/engine-error.ts';
import type { ObservedContainer } from '../model/observed.ts';
import { type ContainerProcesses, renderTop } from '../render/top-view.ts';
import type { Context } from './context.ts';
import { findContainers } from './project-containers.ts';

const flags = {} as const satisfies Flags;

/** Of running containers, one-offs too, asked at once. */
export const command: Command<Context, typeof flags> = {
  name: 'top',
  summary: 'List the processes in containers',
  positionals: { usage: '[SERVICE...]', complete: 'services' },
  flags,
  async run({ args }, context) {
    const { engine, containers } = await findContainers(context, { services: args });
    const found = await Promise.all(
      containers.map((container) => processesOf(engine, container, context.signal)),
    );
    await context.host.stdout.write(renderTop(found.flatMap((each) => each ?? [])));
    return 0;
  },
};

/** Undefined for one that has ended meanwhile. */
async function processesOf(
  engine: Engine,
  { id, service, number }: ObservedContainer,
  signal: AbortSignal,
): Promise<ContainerProcesses | undefined> {
  try {
    const { titles, processes } = await engine.topContainer(id, { signal });
    return { service, replica: String(number ?? ''), titles, processes };
  } catch (error) {
    if (isEngineError(error, 'notFound') || isEngineError(error, 'wrongState')) return undefined;
    throw error;
  }
}
