import type { Command, Flags } from '../cli/command.ts';
import type { Engine } from '../engine/engine.ts';
import type { Project } from '../model/project.ts';
import { buildDependencyGraph } from '../plan/dependency-graph.ts';
import type { ProjectHead } from '../tui/dashboard-state.ts';
import type { DesiredService } from '../tui/service-rows.ts';
import { type Context, UserError } from './context.ts';
import { actOnService } from './dash-act.ts';
import { liveProject } from './dash-live.ts';

const flags = {} as const satisfies Flags;
const NO_TERMINAL = 2;

/** Needs a terminal to read keys from and to draw on: without one it says what to use instead, with exit code 2. */
export const command: Command<Context, typeof flags> = {
  name: 'dash',
  summary: 'Open the live dashboard',
  positionals: { usage: '', max: 0, complete: 'none' },
  flags,
  async run(_, context) {
    const { host, globals, signal } = context;
    if (globals.dryRun === true)
      throw new UserError('dash does at once what its keys ask for: it has no dry run');
    if (!host.stdin.isTerminal || !host.stdout.isTerminal) {
      await host.stderr.write(
        'dash needs a terminal on standard input and output; without one use "flo logs -f" and "flo ps"\n',
      );
      return NO_TERMINAL;
    }
    const { name, loaded } = await loadForActions(context);
    const engine = await context.engine();
    const project = loaded?.project;
    const known = { context, name, ...(loaded === undefined ? {} : { loaded }) };
    const live = liveProject({
      engine,
      clock: host.clock,
      head: headOf(name, { engine, project, home: host.home }),
      ...(project === undefined ? {} : { desired: desiredServices(project) }),
      act: (verb, service, end) => actOnService(known, { verb, service }, end),
    });
    const { runDashboard } = await import('../tui/run-dashboard.ts');
    await runDashboard(host, live, { signal, ansi: globals.ansi });
    return 0;
  },
};

/** Starting a new container needs its env files; where one is missing, the rest can still be looked at. */
async function loadForActions(context: Context): ReturnType<Context['loadOrName']> {
  try {
    return await context.loadOrName({ resolveEnvironment: true });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return context.loadOrName();
  }
}

function headOf(
  name: string,
  from: { readonly engine: Engine; readonly project: Project | undefined; readonly home: string },
): ProjectHead {
  const { engine, project, home } = from;
  const local = /^unix:\/\/(?:\/var)?\/run\/docker\.sock$/.test(engine.address);
  const shown = local ? 'local engine' : engine.address;
  if (project === undefined) return { name, engine: shown };
  const directory = project.workingDir;
  const isHome = home !== '' && (directory === home || directory.startsWith(`${home}/`));
  return {
    name,
    engine: shown,
    directory: isHome ? `~${directory.slice(home.length)}` : directory,
  };
}

/** In dependency order; services in a circle of dependencies come last. */
function desiredServices(project: Project): readonly DesiredService[] {
  const { order } = buildDependencyGraph(project.services);
  const names = new Set([...order, ...Object.keys(project.services)]);
  return [...names].flatMap((name) => {
    const service = project.services[name];
    if (service === undefined) return [];
    const replicas = service.scale ?? service.deploy?.replicas ?? 1;
    return [{ name, dependsOn: Object.keys(service.depends_on ?? {}), replicas }];
  });
}
