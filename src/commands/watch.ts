import type { Command, Flags, FlagValues } from '../cli/command.ts';
import type { Project } from '../model/project.ts';
import { show } from '../render/show.ts';
import { type Context, type LoadedProject, UserError } from './context.ts';
import { exitCodeOf, runReconcile } from './run-reconcile.ts';
import { readSettings } from './settings.ts';
import { NO_CREATE_FLAGS, upRequest } from './up-request.ts';
import type { WatchedRule } from './watch/rules.ts';
import { findRules, NOTHING_TO_WATCH, openWatch, type WatchSession } from './watch/session.ts';

const FLAGS = {
  noUp: { kind: 'boolean', text: 'Do not build and start services before watching' },
  prune: { kind: 'boolean', default: true, text: 'Remove images that a rebuild has replaced' },
  quiet: { kind: 'boolean', text: 'Build without showing output' },
} as const satisfies Flags;

type WatchFlags = FlagValues<typeof FLAGS>;

export const command: Command<Context, typeof FLAGS> = {
  name: 'watch',
  summary: 'Watch files, and update containers when they change',
  positionals: { usage: '[SERVICE...]', complete: 'services' },
  flags: FLAGS,
  async run({ flags, args }, given) {
    const context = quietly(given, flags);
    const loaded = await context.load({ asks: true, services: args });
    const rules = await findRules({ context, loaded });
    if (context.globals.dryRun === true) return tellAll({ context, loaded, flags, args }, rules);
    const session = await open(context, { loaded, flags }, rules);
    try {
      const code = flags.noUp === true ? 0 : await bringUp({ context, loaded, flags, args });
      if (code !== 0) return code;
      if (session === undefined) throw new UserError(NOTHING_TO_WATCH);
      await session.follow(context.signal);
      return 0;
    } finally {
      await session?.close();
    }
  },
};

interface WatchRun {
  readonly context: Context;
  readonly loaded: LoadedProject;
  readonly flags: WatchFlags;
  readonly args: readonly string[];
}

/** Opened first: what changes while images are built and containers start is not missed. */
async function open(
  context: Context,
  { loaded, flags }: Pick<WatchRun, 'loaded' | 'flags'>,
  rules: readonly WatchedRule[],
): Promise<WatchSession | undefined> {
  if (rules.length === 0) return undefined;
  const say = (line: string): void => void context.host.stdout.write(`${line}\n`);
  return openWatch(rules, { context, loaded, prune: flags.prune, say });
}

async function bringUp({ context, loaded, flags, args }: WatchRun): Promise<number> {
  const project = withFreshImages(loaded.project);
  const request = await upRequest(
    context,
    { ...loaded, project },
    {
      flags: NO_CREATE_FLAGS,
      verb: 'up',
      start: true,
      wait: false,
      named: args,
    },
  );
  const result = await runReconcile(
    context,
    { ...request, lookAgain: 'warn' },
    {
      project,
      placeOf: (path, part) => loaded.origins.placeOf(path, part),
      quietPull: flags.quiet === true,
    },
  );
  return exitCodeOf(result);
}

/** What is watched starts from the files as they are: images that can be built are. */
function withFreshImages(project: Project): Project {
  const services = Object.fromEntries(
    Object.entries(project.services).map(([key, service]) => [
      key,
      service.build !== undefined && (service.develop?.watch ?? []).length > 0
        ? { ...service, pull_policy: 'build' }
        : service,
    ]),
  );
  return { ...project, services };
}

/** Failures are told all the same, and lines of JSON stay what they are. */
function quietly(context: Context, { quiet }: WatchFlags): Context {
  const { globals, host } = context;
  if (quiet !== true || readSettings(globals, host.env).progress === 'json') return context;
  return { ...context, globals: { ...globals, progress: 'quiet' } };
}

async function tellAll(run: WatchRun, rules: readonly WatchedRule[]): Promise<number> {
  if (run.flags.noUp !== true) await bringUp(run);
  if (rules.length === 0) throw new UserError(NOTHING_TO_WATCH);
  for (const { service, trigger } of rules) {
    const { action, path, target } = trigger;
    const to = target === undefined || !action.startsWith('sync') ? '' : ` to ${target}`;
    await run.context.host.stdout.write(
      `${show(`would watch ${path} for service ${JSON.stringify(service)}: ${action}${to}`)}\n`,
    );
  }
  return 0;
}
