import type { Command, Flags } from '../cli/command.ts';
import type { Origins } from '../model/project.ts';
import { type Context, UserError } from './context.ts';
import { exitCodeOf, runReconcile } from './run-reconcile.ts';
import { NO_CREATE_FLAGS, upRequest } from './up-request.ts';

const FLAGS = {
  noDeps: { kind: 'boolean', text: 'Leave dependencies alone' },
} as const satisfies Flags;

export const command: Command<Context, typeof FLAGS> = {
  name: 'scale',
  summary: 'Set how many containers services have',
  positionals: { usage: 'SERVICE=NUM...', min: 1, complete: 'scale' },
  flags: FLAGS,
  async run({ flags, args }, context) {
    const services = args.map(serviceOf);
    const loaded = await context.load({
      asks: true,
      services,
      withoutDependencies: flags.noDeps === true,
    });
    const request = await upRequest(context, loaded, {
      flags: { ...NO_CREATE_FLAGS, scale: args },
      verb: 'scale',
      start: true,
      wait: false,
      named: services,
    });
    const { project, origins } = loaded;
    const placeOf: Origins['placeOf'] = (path, part) => origins.placeOf(path, part);
    const options = { project, placeOf };
    return exitCodeOf(await runReconcile(context, { ...request, lookAgain: 'warn' }, options));
  },
};

function serviceOf(specifier: string): string {
  const [service = '', count, rest] = specifier.split('=');
  if (count === undefined || rest !== undefined || service === '')
    throw new UserError(`invalid scale specifier: ${specifier}. Should be SERVICE=NUM`);
  if (!/^\d+$/.test(count))
    throw new UserError(
      `invalid scale specifier: ${specifier}: "${count}" is no number of containers`,
    );
  return service;
}
