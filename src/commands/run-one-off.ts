/** Brings up what the container of `run` needs, starts it, and stays with it to its end. */
import type { Engine, Session } from '../engine/engine.ts';
import type { ApplyReport } from '../events/event.ts';
import { LABEL } from '../model/labels.ts';
import type { Origins, Project } from '../model/project.ts';
import type { Service } from '../model/service.ts';
import { ONE_OFF_CREATE, ONE_OFF_START } from '../plan/plan-one-off.ts';
import { toSeconds } from '../plan/request/durations.ts';
import type { OneOffContainer } from '../plan/up-options.ts';
import type { ReconcileRequest } from '../reconcile/request.ts';
import type { Context } from './context.ts';
import { type StartRefusal, startRefusal } from './start-refusal.ts';
import { exitCodeOf, runReconcile } from './run-reconcile.ts';
import type { RunFlags } from './run-flags.ts';
import { SignalRelay, type SignalTarget } from './signal-relay.ts';
import { runSession } from './terminal-session.ts';

export interface OneOffRun {
  readonly context: Context;
  readonly project: Project;
  readonly placeOf: Origins['placeOf'];
  readonly service: Service;
  readonly request: ReconcileRequest;
  readonly oneOff: OneOffContainer;
  readonly given: RunFlags;
}

export async function runOneOff(run: OneOffRun): Promise<number> {
  const { context } = run;
  const engine = await context.engine();
  const relay = new SignalRelay(engine, context.host);
  const release = context.host.onSignal((name) => relay.pass(name));
  try {
    const result = await bringUp(run, engine, relay);
    return typeof result === 'number' ? result : await stayWith(run, result, relay);
  } finally {
    relay.end();
    release();
  }
}

interface Started {
  readonly engine: Engine;
  readonly id: string;
  /** Absent with `--detach`. */
  readonly session?: Session;
  readonly exitCode: Promise<number>;
}

/** The started container, or the exit code when there is none. */
async function bringUp(
  run: OneOffRun,
  engine: Engine,
  relay: SignalRelay,
): Promise<Started | number> {
  const { context, request, given, oneOff, project, placeOf } = run;
  let started: Started | undefined;
  const result = await runReconcile(context, request, {
    project,
    placeOf,
    signal: relay.stop,
    quietPull: given.quietPull === true,
    attachesTo: (step) => step.id === ONE_OFF_START,
    hides: ({ resource }) => resource.kind === 'container' && resource.name === oneOff.name,
    explain: (report) => refusalIn(run, report)?.message,
    beforeStart: async (_, id) => {
      started = await listen(run, engine, id);
      if (started.session !== undefined) relay.sendTo(targetOf(run, id));
    },
  });
  if (result.status === 'done' && started !== undefined) {
    await relay.started();
    return started;
  }
  started?.session?.destroy();
  if (result.status !== 'failed') return exitCodeOf(result);
  await clearAway(run, engine);
  return relay.code ?? refusalIn(run, result.report)?.exitCode ?? 1;
}

const DEFAULT_GRACE_SECONDS = 10;

const targetOf = ({ oneOff, service }: OneOffRun, id: string): SignalTarget => ({
  id,
  name: oneOff.name,
  graceMs: (toSeconds(service.stop_grace_period) ?? DEFAULT_GRACE_SECONDS) * 1000,
});

/** Everything that the container says and how it ends is known from here on. */
async function listen({ given, service, oneOff }: OneOffRun, engine: Engine, id: string) {
  if (given.detach === true) return { engine, id, exitCode: Promise.resolve(0) };
  const session = await engine.attach(id, {
    stdin: given.interactive,
    tty: service.tty === true,
  });
  // with `--rm` the command ends when the container has gone
  const condition = oneOff.autoRemove ? 'removed' : 'next-exit';
  const { exitCode } = await engine.waitContainer(id, condition);
  return { engine, id, session, exitCode };
}

function refusalIn({ oneOff }: OneOffRun, { results }: ApplyReport): StartRefusal | undefined {
  const start = results.find(({ step }) => step.id === ONE_OFF_START);
  if (start?.outcome.status !== 'failed') return undefined;
  const create = results.find(({ step }) => step.id === ONE_OFF_CREATE)?.step;
  const image = create?.kind === 'createContainer' ? create.draft.request.body.Image : '';
  return startRefusal(start.outcome.failure, { name: oneOff.service, image });
}

/** A container that never ran is of no use to anybody. */
async function clearAway({ oneOff }: OneOffRun, engine: Engine): Promise<void> {
  const labels = [`${LABEL.slug}=${oneOff.slug}`];
  for (const { id, state } of await engine.listContainers({ labels, all: true }))
    if (state === 'created') await engine.removeContainer(id, { force: true, volumes: true });
}

async function stayWith(
  { context: { host }, given, service }: OneOffRun,
  { engine, id, session, exitCode }: Started,
  relay: SignalRelay,
): Promise<number> {
  if (session === undefined) {
    await host.stdout.write(`${id}\n`);
    return 0;
  }
  const tty = service.tty === true;
  if (!given.interactive) relay.leaveAlone();
  const end = await runSession(host, session, {
    tty: tty && given.interactive,
    stdin: given.interactive,
    onInputEnd: () => relay.leaveAlone(),
    signal: relay.leave,
    resize: (rows, columns) => engine.resizeContainer(id, rows, columns),
  });
  if (end === 'detached') return 0;
  if (relay.leave.aborted) return relay.code ?? 0;
  // nobody reads the output any more: a program in a pipe would end now
  if (end === 'interrupted') await engine.killContainer(id).catch(() => undefined);
  // its output may have ended long before it does
  const code = await Promise.race([exitCode, relay.left]);
  return relay.code ?? code;
}
