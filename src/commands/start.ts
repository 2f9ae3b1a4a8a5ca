import type { Command, Flags } from '../cli/command.ts';
import { planStart } from '../plan/plan-lifecycle.ts';
import { type Context, UserError } from './context.ts';
import { filesOf, findScope, resourcesOf } from './project-scope.ts';
import { exitCodeOf, runReconcile } from './run-reconcile.ts';
import { readProxies } from './surroundings.ts';
import { separatorOf } from './up-request.ts';

const FLAGS = {
  wait: { kind: 'boolean', text: 'Wait until services are running or healthy' },
  waitTimeout: { kind: 'int', value: 'SECONDS', text: 'Longest wait' },
} as const satisfies Flags;

export const command: Command<Context, typeof FLAGS> = {
  name: 'start',
  summary: 'Start existing containers',
  positionals: { usage: '[SERVICE...]', complete: 'services' },
  flags: FLAGS,
  async run({ flags, args }, context) {
    const scope = await findScope(context, args);
    const hooks = {
      separator: separatorOf(context),
      proxyEnvironment: await readProxies(context),
    };
    const result = await runReconcile(
      context,
      {
        project: scope.name,
        verb: 'start',
        ...resourcesOf(scope.project),
        images: [],
        lookAgain: flags.wait === true ? 'fail' : 'warn',
        plan: (observed) => {
          const project = scope.projectIn(observed);
          if (Object.keys(project.services).length === 0)
            throw new UserError(`no container found for project "${scope.name}": not found`);
          return planStart({ project, observed, named: args, wait: flags.wait === true, hooks });
        },
      },
      {
        ...filesOf(scope),
        ...(flags.waitTimeout === undefined ? {} : { waitTimeoutMs: flags.waitTimeout * 1000 }),
      },
    );
    return exitCodeOf(result);
  },
};
