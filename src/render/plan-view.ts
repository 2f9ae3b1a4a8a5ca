/** A plan as a readable difference: one line a resource, with the reason. */
import stringWidth from 'fast-string-width';
import { changeLines } from './change-lines.ts';
import type { Plan } from '../plan/plan.ts';
import type { FieldChange, Reason, Risk, Step, StepKind } from '../plan/step.ts';
import { resourceId } from './progress/step-words.ts';
import { headWords } from './reason-words.ts';
import { show } from './show.ts';
import { padEnd } from './table.ts';
import type { Theme } from './theme.ts';

export { planToJson } from './plan-json.ts';

export interface PlanLayout {
  /** Files below it are shown relative to it. */
  readonly base?: string;
  /** Width of the terminal; long values are cut to it. */
  readonly columns?: number;
}

/** Where nobody tells how wide the reader's window is. */
const USUAL_COLUMNS = 140;

/** Ends with a newline. */
export function renderPlan(plan: Plan, theme: Theme, layout: PlanLayout = {}): string {
  const changes = collectChanges(plan.steps);
  if (changes.length === 0) return nothingToDo(plan);
  const widths = {
    id: widest(changes.map((change) => show(change.id))),
    verb: widest(changes.map((change) => change.verb)),
    symbol: widest([...Object.values(symbolsOf(theme))]),
  };
  const { base, columns = USUAL_COLUMNS } = layout;
  const details = changeLines(changes.map(detailsOf), { theme, base, columns, indent: INDENT });
  const lines = changes.flatMap((change, index) => [
    renderChange(change, widths, { theme, base }),
    ...(details[index] ?? []),
  ]);
  const title = `Plan for project "${show(plan.project)}" (${show(plan.verb)})`;
  return [theme.bold(title), '', ...lines, '', summary(changes, plan), ''].join('\n');
}

const INDENT = 6;

/** What is told below the line: not for what is the same as on a line above. */
const detailsOf = ({ reason, like }: Change): readonly FieldChange[] =>
  reason.kind === 'configChanged' && like === undefined ? reason.changes : [];

type ChangeKind = 'add' | 'change' | 'remove' | 'replace';

interface Change {
  readonly id: string;
  readonly kind: ChangeKind;
  readonly verb: string;
  readonly reason: Reason;
  readonly risk: Risk;
  /** Id of a change above with the very same reason. */
  readonly like?: string;
}

function nothingToDo({ project, unchanged }: Plan): string {
  const containers =
    unchanged.length === 1 ? '1 container is' : `${unchanged.length} containers are`;
  return `Nothing to do in project "${show(project)}": ${containers} as wanted.\n`;
}

/** Steps of one group, or on one resource, are one change. */
function collectChanges(steps: readonly Step[]): readonly Change[] {
  const byResource = Map.groupBy(steps, (step) => step.group ?? resourceId(step));
  return markRepeated([...byResource.values()].flatMap((group) => summarize(group) ?? []));
}

/** Replicas differ in the same way. */
function markRepeated(changes: readonly Change[]): readonly Change[] {
  const told = new Map<string, string>();
  return changes.map((change) => {
    const { reason, id } = change;
    if (reason.kind !== 'configChanged' || reason.changes.length === 0) return change;
    const key = JSON.stringify(reason);
    const like = told.get(key);
    if (like === undefined) told.set(key, id);
    return like === undefined ? change : { ...change, like };
  });
}

/** The first word that applies names the change; steps that only wait are no change. */
const VERBS: readonly (readonly [StepKind, ChangeKind, string])[] = [
  ['createNetwork', 'add', 'create'],
  ['createVolume', 'add', 'create'],
  ['createContainer', 'add', 'create'],
  ['buildImage', 'add', 'build'],
  ['pullImage', 'add', 'pull'],
  ['pushImage', 'add', 'push'],
  ['removeContainer', 'remove', 'remove'],
  ['removeNetwork', 'remove', 'remove'],
  ['removeVolume', 'remove', 'remove'],
  ['removeImage', 'remove', 'remove'],
  ['restartContainer', 'change', 'restart'],
  ['killContainer', 'change', 'kill'],
  ['unpauseContainer', 'change', 'unpause'],
  ['pauseContainer', 'change', 'pause'],
  ['startContainer', 'change', 'start'],
  ['stopContainer', 'change', 'stop'],
  ['connectNetwork', 'change', 'connect'],
  ['disconnectNetwork', 'change', 'disconnect'],
  ['renameContainer', 'change', 'rename'],
  ['runHook', 'change', 'run hook'],
  ['runPreStart', 'change', 'run hook'],
  ['putFiles', 'change', 'copy files'],
  ['runProvider', 'change', 'run'],
];

function summarize(steps: readonly Step[]): Change | undefined {
  const kinds = new Set(steps.map((step) => step.kind));
  const found = VERBS.find(([kind]) => kinds.has(kind));
  const step = steps.find(({ kind }) => kind === found?.[0]);
  if (found === undefined || step === undefined) return undefined;
  const [, kind, verb] = found;
  const common = { id: resourceId(step), reason: step.reason, risk: worstRisk(steps) };
  const removal = steps.find((each) => REMOVALS.has(each.kind));
  if (kind === 'add' && removal !== undefined) {
    // what had to go first says why; its successor is only missing
    const reason = step.reason.kind === 'missing' ? removal.reason : step.reason;
    return { ...common, reason, kind: 'replace', verb: 'replace' };
  }
  if (kinds.has('stopContainer') && kinds.has('startContainer') && kind === 'change') {
    return { ...common, kind, verb: 'restart' };
  }
  return { ...common, kind, verb };
}

const REMOVALS: ReadonlySet<StepKind> = new Set([
  'removeContainer',
  'removeNetwork',
  'removeVolume',
]);

const RISKS: readonly Risk[] = ['losesData', 'interrupts'];

const worstRisk = (steps: readonly Step[]): Risk =>
  RISKS.find((risk) => steps.some((step) => step.risk === risk)) ?? 'none';

const symbolsOf = (theme: Theme): Readonly<Record<ChangeKind, string>> => ({
  add: '+',
  change: '~',
  remove: '-',
  replace: theme.symbols.replace,
});

interface Widths {
  readonly id: number;
  readonly verb: number;
  readonly symbol: number;
}

interface Painter {
  readonly theme: Theme;
  readonly base: string | undefined;
}

function renderChange(change: Change, widths: Widths, { theme, base }: Painter): string {
  const style = {
    add: theme.green,
    change: theme.yellow,
    remove: theme.red,
    replace: theme.magenta,
  }[change.kind];
  const symbol = style(padEnd(symbolsOf(theme)[change.kind], widths.symbol));
  const id = padEnd(show(change.id), widths.id);
  const verb = style(padEnd(change.verb, widths.verb));
  const words =
    change.like === undefined
      ? headWords(change.reason, theme, base)
      : `same as ${show(change.like)}`;
  return `  ${symbol} ${id}  ${verb}  ${words}${riskWords(change.risk, theme)}`;
}

function riskWords(risk: Risk, theme: Theme): string {
  if (risk === 'losesData') return ` ${theme.red('[loses data]')}`;
  return risk === 'interrupts' ? ` ${theme.yellow('[interrupts]')}` : '';
}

function summary(changes: readonly Change[], { unchanged }: Plan): string {
  const parts = (
    [
      ['add', 'to add'],
      ['replace', 'to replace'],
      ['change', 'to change'],
      ['remove', 'to remove'],
    ] as const
  )
    .map(
      ([kind, words]) => [changes.filter((change) => change.kind === kind).length, words] as const,
    )
    .filter(([n]) => n > 0)
    .map(([n, words]) => `${n} ${words}`);
  return [...parts, `${unchanged.length} unchanged`].join(', ');
}

const widest = (texts: readonly string[]): number =>
  Math.max(...texts.map((text) => stringWidth(text)));
