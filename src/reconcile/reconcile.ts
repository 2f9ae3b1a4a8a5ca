import { applyPlan } from '../apply/apply-plan.ts';
import type { Cancel, Engine } from '../engine/engine.ts';
import { observe } from '../engine/observe.ts';
import { Patience } from '../engine/patience.ts';
import { makePatient } from '../engine/patient-engine.ts';
import type { ApplyReport, Event, Failure } from '../events/event.ts';
import { type PortConflict, problemsOf } from '../events/port-conflicts.ts';
import { type Diagnostic, hasErrors } from '../model/diagnostic.ts';
import type { ObservedState } from '../model/observed.ts';
import type { Provided } from '../model/provided.ts';
import type { Plan } from '../plan/plan.ts';
import { portClaims } from '../plan/port-claims.ts';
import type { Seen } from './explain.ts';
import { isStarted, lookAgain } from './look-again.ts';
import { movedSteps, withConflict } from './moved-world.ts';
import { obtainLock } from './obtain-lock.ts';
import type { ReconcileOptions, ReconcileRequest, ReconcileResult, Turn } from './request.ts';
import { failedProviders, firstStage } from './stages.ts';

const ATTEMPTS = 3;

/** Lock, observe, plan, ask, apply, and look again where the world has moved meanwhile. */
export async function reconcile(
  request: ReconcileRequest,
  options: ReconcileOptions,
): Promise<ReconcileResult> {
  const lock = options.dryRun === true ? undefined : await obtainLock(request, options);
  try {
    const patience = new Patience(options.clock);
    const engine = makePatient(options.engine, patience);
    return await attempt(request, { ...options, engine, provided: new Map() }, patience);
  } finally {
    lock?.release();
  }
}

/** What providers have told holds for all turns: they are asked once. */
type RunningOptions = ReconcileOptions & { readonly provided: Map<string, Provided> };

async function attempt(
  request: ReconcileRequest,
  options: RunningOptions,
  patience: Patience,
): Promise<ReconcileResult> {
  let before = '';
  for (let turn = 1; ; turn++) {
    const { absences } = patience;
    const result = await turnOnce(request, options, turn);
    if (options.signal.aborted) return result;
    const moved = patience.absences > absences ? afterAbsence(result, turn) : whatMoved(result);
    if (moved === '') return result;
    if (moved === before || turn === ATTEMPTS) return afterAll(result, turn);
    before = moved;
  }
}

/** An engine that went away and came back may have stopped anything: whatever failed is worth another look. */
function afterAbsence(result: ReconcileResult, turn: number): string {
  if (result.status === 'done')
    return [...(result.stopped ?? []), ...(result.fallen ?? [])].join(' ');
  if (result.status !== 'failed') return '';
  const isStillAway = result.report.results.some(({ outcome }) => outcome.status === 'unknown');
  return isStillAway ? '' : `absence ${turn}`;
}

function whatMoved(result: ReconcileResult): string {
  if (result.status === 'failed') return movedSteps(result.report);
  return result.status === 'done' ? (result.stopped ?? []).join(' ') : '';
}

/** Looking again has not helped. */
const afterAll = (result: ReconcileResult, looks: number): ReconcileResult =>
  result.status === 'failed' ? { ...result, report: withConflict(result.report, looks) } : result;

async function turnOnce(
  request: ReconcileRequest,
  options: RunningOptions,
  turn: number,
): Promise<ReconcileResult> {
  const { provided } = options;
  const start: Turn = { imagesSettled: false, confirmed: new Set(), provided };
  let seen = await look(request, options, start);
  if (hasErrors(seen.plan.diagnostics)) return { status: 'refused', plan: seen.plan };
  // what another turn has changed stays: from there on the engine tells
  const conflicts = turn === 1 ? await findConflicts(seen, options) : [];
  if (options.dryRun === true)
    return { status: 'planned', plan: await shown(withWarnings(seen, conflicts), options) };
  const confirmed = await askQuestions(seen.plan, options);
  if (confirmed.size > 0) seen = await look(request, options, { ...start, confirmed });
  const first = seen.plan;
  if (turn === 1 && options.ask !== undefined && !(await options.ask(await shown(seen, options))))
    return { status: 'declined', plan: first };
  return inStages(first, request, { ...options, conflicts, confirmed });
}

interface StageOptions extends RunningOptions {
  readonly conflicts: readonly PortConflict[];
  readonly confirmed: ReadonlySet<string>;
}

/** What containers need is known only when it is there: a pull may move a tag, a provider tells variables. */
async function inStages(
  first: Plan,
  request: ReconcileRequest,
  options: StageOptions,
): Promise<ReconcileResult> {
  const { provided, confirmed, conflicts } = options;
  const failed = new Map(conflicts.map(({ step, problem }) => [step, failureOf(problem)]));
  let plan = first;
  for (;;) {
    const steps = firstStage(plan, failed);
    if (steps.length === 0) return apply(plan, request, { ...options, foreseen: failed });
    options.emit({ kind: 'planned', at: options.clock.now(), plan });
    const settled = await applyPlan({ ...plan, steps }, { ...options, foreseen: failed });
    const refused = failedProviders(settled);
    if (refused === undefined || options.signal.aborted) return finish(plan, settled, options);
    for (const [step, failure] of refused) failed.set(step, failure);
    ({ plan } = await look(request, options, { imagesSettled: true, confirmed, provided }));
    if (hasErrors(plan.diagnostics)) return { status: 'refused', plan };
  }
}

/** Ports that cannot be had: who wants one is left as it is, whoever does not depend on it goes on. */
async function findConflicts(
  { plan, observed }: Seen,
  options: ReconcileOptions,
): Promise<readonly PortConflict[]> {
  const project = options.project ?? { services: {}, networks: {} };
  const claims = portClaims({ steps: plan.steps, project, observed });
  if (claims.length === 0) return [];
  const { checkPorts } = await import('./check-ports.ts');
  return checkPorts(plan, claims, options);
}

function withWarnings(seen: Seen, conflicts: readonly PortConflict[]): Seen {
  const warnings = problemsOf(conflicts).map((each) => ({ ...each, severity: 'warning' }) as const);
  const { plan } = seen;
  return { ...seen, plan: { ...plan, diagnostics: [...plan.diagnostics, ...warnings] } };
}

const failureOf = ({ code, message }: Diagnostic): Failure => ({ code, message, isTold: true });

/** Most runs show no plan, and need nothing of what explains one. */
async function shown(seen: Seen, options: ReconcileOptions): Promise<Plan> {
  if (options.explains === false) return seen.plan;
  const { explain } = await import('./explain.ts');
  return explain(seen, options);
}

async function askQuestions(plan: Plan, options: ReconcileOptions): Promise<ReadonlySet<string>> {
  const confirmed = new Set<string>();
  for (const question of plan.questions)
    if ((await options.confirm?.(question)) === true) confirmed.add(question.id);
  return confirmed;
}

async function look(
  request: ReconcileRequest,
  options: ReconcileOptions,
  turn: Turn,
): Promise<Seen> {
  const { engine, signal, clock } = options;
  const [listed, info, ages] = await Promise.all([
    observe(engine, request, { signal }),
    engine.info({ signal }),
    observeAges(engine, request.agingImages ?? [], { signal }),
  ]);
  const observed = withAges(listed, ages);
  const facts = { apiVersion: info.apiVersion, now: clock.now(), address: engine.address };
  return { plan: request.plan(observed, facts, turn), observed };
}

type Ages = Readonly<Record<string, number>>;

/** When each image got its last tag: lists do not tell. */
async function observeAges(
  engine: Engine,
  references: readonly string[],
  cancel: Cancel,
): Promise<Ages> {
  const ages = await Promise.all(
    references.map(async (reference) => {
      const details = await engine.inspectImage(reference, cancel);
      const time = Date.parse(details?.lastTagTime ?? '');
      return Number.isNaN(time) ? [] : [[reference, time] as const];
    }),
  );
  return Object.fromEntries(ages.flat());
}

function withAges(observed: ObservedState, ages: Ages): ObservedState {
  if (Object.keys(ages).length === 0) return observed;
  const images = Object.entries(observed.images).map(([reference, image]) => {
    const taggedAt = ages[reference];
    return [reference, taggedAt === undefined ? image : { ...image, taggedAt }] as const;
  });
  return { ...observed, images: Object.fromEntries(images) };
}

async function apply(
  plan: Plan,
  { lookAgain: mode }: ReconcileRequest,
  { conflicts, ...options }: StageOptions,
): Promise<ReconcileResult> {
  const { emit, clock } = options;
  emit({ kind: 'planned', at: clock.now(), plan });
  for (const diagnostic of [...plan.diagnostics, ...problemsOf(conflicts)])
    emit({ kind: 'notice', at: clock.now(), diagnostic });
  for (const container of plan.unchanged) emit({ kind: 'unchanged', at: clock.now(), container });
  let lastStart: number | undefined;
  const noteStart = (event: Event): void => {
    if (event.kind === 'stepEnded' && isStarted(event)) lastStart = event.at;
    if (!isOfProvider(event)) emit(event);
  };
  const report = await applyPlan(plan, { ...options, emit: noteStart });
  if (mode === undefined) return finish(plan, report, options);
  const looked = await lookAgain({ plan, report, lastStart }, mode, options);
  const result = finish(plan, looked.report, options);
  return result.status === 'done'
    ? { ...result, stopped: looked.stopped, fallen: looked.fallen }
    : result;
}

/** Those that are left in the last stage have failed in one before, and that was told. */
const isOfProvider = (event: Event): boolean =>
  'step' in event && event.step.kind === 'runProvider' && event.step.command === 'up';

function finish(plan: Plan, report: ApplyReport, options: ReconcileOptions): ReconcileResult {
  options.emit({ kind: 'finished', at: options.clock.now(), report });
  return { status: report.ok ? 'done' : 'failed', plan, report };
}
