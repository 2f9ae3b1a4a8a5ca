import { collectEvidence } from '../apply/evidence.ts';
import { wasKilledForMemory } from '../apply/memory-kill.ts';
import type { Command, Flags } from '../cli/command.ts';
import type { ContainerDetails, Engine } from '../engine/engine.ts';
import { observe } from '../engine/observe.ts';
import type { Evidence } from '../events/evidence.ts';
import type { ProblemSubject } from '../events/problem-place.ts';
import { isEngineError } from '../model/engine-error.ts';
import { LABEL } from '../model/labels.ts';
import { type ProjectName, projectName } from '../model/names.ts';
import type { ObservedContainer, ObservedState } from '../model/observed.ts';
import type { Project } from '../model/project.ts';
import { explain, type Explanation } from '../plan/explain.ts';
import type { Plan } from '../plan/plan.ts';
import { projectFromLabels } from '../plan/project-from-labels.ts';
import type { Turn } from '../reconcile/request.ts';
import { jsonLine } from '../render/json-text.ts';
import { renderWhy, type WhyReport } from '../render/why-view.ts';
import { type Context, type LoadedProject, UserError } from './context.ts';
import { printDiagnostics, themeFor } from './output.ts';
import { noSuchService } from './project-scope.ts';
import { portProblems } from './why-ports.ts';
import { NO_CREATE_FLAGS, upRequest } from './up-request.ts';

const FLAGS = {
  format: {
    kind: 'string',
    value: 'FORMAT',
    text: 'Output format',
    choices: ['text', 'json'],
  },
} as const satisfies Flags;

/** Exits with 0 when all is up or finished, with 1 when something is not. */
export const command: Command<Context, typeof FLAGS> = {
  name: 'why',
  summary: 'Tell why services are not up',
  positionals: { usage: '[SERVICE...]', complete: 'services' },
  flags: FLAGS,
  async run({ flags, args }, context) {
    const { format = 'text' } = flags;
    if (format !== 'text' && format !== 'json')
      throw new UserError(`unsupported format "${format}": use text or json`);
    const report = await investigate(context, args);
    const { host } = context;
    await host.stdout.write(
      format === 'json'
        ? `${jsonLine(await toJson(report))}\n`
        : renderWhy(report, themeFor(context, host.stdout), host.cwd),
    );
    return report.explanation.ok && report.explanation.services.length > 0 ? 0 : 1;
  },
};

const toJson = async (report: WhyReport): Promise<unknown> =>
  (await import('../render/why-json.ts')).whyToJson(report);

async function investigate(context: Context, named: readonly string[]): Promise<WhyReport> {
  const { name, loaded } = await context.loadOrName({ services: named, resolveEnvironment: true });
  const checked = projectName(name);
  if (checked === undefined) throw new UserError(`invalid project name "${name}"`);
  const engine = await context.engine();
  const world = await look(context, engine, { name: checked, ...(loaded && { loaded }) });
  for (const key of named)
    if (!Object.hasOwn(world.project.services, key)) throw noSuchService(key);
  const details = await inspectDown(engine, world, context.signal);
  const explanation = explain({
    ...world,
    named,
    refused: idsWhere(details, ({ state }) => state.error !== '' && !state.running),
    outOfMemory: await killedForMemory(engine, details, context.signal),
  });
  const { plan, observed } = world;
  if (plan !== undefined && loaded !== undefined) {
    const tools = { ...context, engine };
    await printDiagnostics(
      context,
      await portProblems({ plan, observed, explanation }, loaded, tools),
    );
  }
  return {
    project: checked,
    explanation,
    evidence: await gather(context, engine, { ...world, explanation, details }),
    isNamed: named.length > 0,
    hasPlan: world.plan !== undefined,
    subjectOf: (service) => {
      const subject = subjectOf(service, world.project, loaded);
      // what went wrong in a hook does not come from the service's own program
      return isHook(explanation, service) ? { project: checked, service } : subject;
    },
  };
}

const isHook = ({ causes }: Explanation, service: string): boolean =>
  causes.some(
    ({ standing }) =>
      standing.service === service && standing.container?.labels[LABEL.hook] !== undefined,
  );

interface World {
  readonly project: Project;
  readonly observed: ObservedState;
  readonly plan?: Plan;
}

interface Wanted {
  readonly name: ProjectName;
  readonly loaded?: LoadedProject;
}

const FIRST_TURN: Turn = { imagesSettled: false, confirmed: new Set(), provided: new Map() };

/** With files: what `up` would do, too. */
async function look(context: Context, engine: Engine, { name, loaded }: Wanted): Promise<World> {
  const { signal, host } = context;
  if (loaded === undefined || Object.keys(loaded.project.services).length === 0) {
    const names = { project: name, networkNames: [], volumeNames: [], images: [] };
    const observed = await observe(engine, names, { signal });
    return { project: projectFromLabels(name, observed), observed };
  }
  const request = await upRequest(context, loaded, {
    flags: NO_CREATE_FLAGS,
    verb: 'up',
    start: true,
    wait: false,
    named: [],
  });
  const [observed, info] = await Promise.all([
    observe(engine, request, { signal }),
    engine.info({ signal }),
  ]);
  const { address } = engine;
  const facts = { apiVersion: info.apiVersion, now: host.clock.now(), address };
  const plan = request.plan(observed, facts, FIRST_TURN);
  await printDiagnostics(
    context,
    plan.diagnostics.filter(({ severity }) => severity === 'error'),
  );
  return { project: loaded.project, observed, plan };
}

type Details = ReadonlyMap<string, ContainerDetails>;

const MOST_INSPECTED = 100;

/** What only an inspect tells of the containers that are not simply up. */
async function inspectDown(
  engine: Engine,
  { project, observed }: World,
  signal: AbortSignal,
): Promise<Details> {
  const down = observed.containers
    .filter(
      (each) => Object.hasOwn(project.services, each.service) && !each.oneoff && !isWell(each),
    )
    .slice(0, MOST_INSPECTED);
  const found = await Promise.all(down.map(({ id }) => inspect(engine, id, signal)));
  return new Map(
    found.flatMap((details) => (details === undefined ? [] : [[details.id, details]])),
  );
}

const isWell = ({ state, health }: ObservedContainer): boolean =>
  state === 'running' && (health === 'healthy' || health === 'none');

async function inspect(
  engine: Engine,
  id: string,
  signal: AbortSignal,
): Promise<ContainerDetails | undefined> {
  try {
    return await engine.inspectContainer(id, { signal });
  } catch (error) {
    if (isEngineError(error, 'notFound')) return undefined;
    throw error;
  }
}

const idsWhere = (
  details: Details,
  test: (details: ContainerDetails) => boolean,
): ReadonlySet<string> => new Set([...details].filter(([, each]) => test(each)).map(([id]) => id));

async function killedForMemory(
  engine: Engine,
  details: Details,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)]);
  const judged = await Promise.all(
    [...details.values()].map(async (each) => ({
      id: each.id,
      isKilled: await wasKilledForMemory(each, engine, limit).catch(() => false),
    })),
  );
  return new Set(judged.filter(({ isKilled }) => isKilled).map(({ id }) => id));
}

/** The engine's stored events are read up to now: this only bounds an engine that does not answer. */
const LOOK_MS = 2000;

interface Found extends World {
  readonly explanation: Explanation;
  readonly details: Details;
}

/** Output, probes and holders of ports, for the first causes alone. */
async function gather(
  context: Context,
  engine: Engine,
  { project, explanation, details }: Found,
): Promise<ReadonlyMap<string, Evidence>> {
  const { host, signal } = context;
  const tools = { engine, host, clock: host.clock, signal, project };
  const found = await Promise.all(
    explanation.causes.map(async ({ standing: { service, container } }) => {
      if (container === undefined) return undefined;
      const evidence = await collectEvidence(container.id, tools, details.get(container.id));
      return evidence && ([service, evidence] as const);
    }),
  );
  return new Map(found.filter((entry) => entry !== undefined));
}

function subjectOf(
  service: string,
  project: Project,
  loaded: LoadedProject | undefined,
): ProblemSubject {
  const definition = project.services[service];
  return {
    project: project.name,
    service,
    ...(definition === undefined ? {} : { definition }),
    ...(loaded === undefined ? {} : { placeOf: (path) => loaded.origins.placeOf(path) }),
  };
}
