/** Ports that a plan's containers cannot have, told before a service is touched that wants them. */
import type { Diagnostic } from '../model/diagnostic.ts';
import { areShared, byPort, type HostPorts, hostPortsText } from '../model/host-ports.ts';
import type { Origins } from '../model/project.ts';
import type { Plan } from '../plan/plan.ts';
import type { PortClaim } from '../plan/port-claims.ts';
import type { Step, StepId } from '../plan/step.ts';
import { portAdvice } from './advice.ts';
import { holderWords, type PortHolder } from './evidence.ts';

export interface HeldPort extends HostPorts {
  readonly holder: PortHolder;
  /** The id of the container that has it. */
  readonly container?: string;
}

export interface ConflictInput {
  readonly plan: Plan;
  readonly claims: readonly PortClaim[];
  readonly held: readonly HeldPort[];
  readonly placeOf?: Origins['placeOf'] | undefined;
}

export interface PortConflict {
  /** The first step of the container that wants the port. */
  readonly step: StepId;
  readonly problem: Diagnostic;
}

/** One for each port of a container that cannot be had. What the plan stops holds nothing. */
export function portConflicts(input: ConflictInput): readonly PortConflict[] {
  const stopped = stoppedIds(input.plan.steps);
  const held = byPort(input.held.filter(({ container = '' }) => !stopped.has(container)));
  const claims = byPort(input.claims);
  return input.claims.flatMap((claim) => {
    const { container, start } = claim;
    const step = container.kind === 'late' ? container.step : start;
    const holder = holderOf(claim, held);
    if (holder !== undefined) return { step, problem: taken(claim, holder.holder, input) };
    const others = claims.get(claim.first) ?? [];
    const rival = others
      .slice(0, Math.max(0, others.indexOf(claim)))
      .find((other) => areRivals(other, claim) && !isDoneBefore(other, claim, input.plan.steps));
    return rival === undefined ? [] : { step, problem: twice(claim, rival, input) };
  });
}

/** Once for each entry of `ports`, however many containers want it. */
export const problemsOf = (conflicts: readonly PortConflict[]): readonly Diagnostic[] => [
  ...new Map(conflicts.map(({ problem }) => [problem.path, problem])).values(),
];

const stoppedIds = (steps: readonly Step[]): ReadonlySet<string> =>
  new Set(
    steps.flatMap((step) =>
      (step.kind === 'stopContainer' ||
        step.kind === 'killContainer' ||
        step.kind === 'removeContainer') &&
      step.container.kind === 'existing'
        ? [step.container.id]
        : [],
    ),
  );

/** Who has it, or of a range, all of which is taken, the first. */
function holderOf(
  claim: PortClaim,
  held: ReadonlyMap<number, readonly HeldPort[]>,
): HeldPort | undefined {
  let found: HeldPort | undefined;
  for (let port = claim.first; port <= claim.last; port++) {
    const holder = held.get(port)?.find((each) => areShared(claim, each));
    if (holder === undefined) return undefined;
    found ??= holder;
  }
  return found;
}

/** Both insist on the same port. */
const areRivals = (a: PortClaim, b: PortClaim): boolean =>
  (a.start !== b.start || a.target !== b.target) && areShared(a, b);

/** Whether the second starts only when the first has come to its end. */
function isDoneBefore(first: PortClaim, second: PortClaim, steps: readonly Step[]): boolean {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const seen = new Set<StepId>([second.start]);
  for (const id of seen) {
    const step = byId.get(id);
    if (step?.kind === 'waitUntil' && step.condition === 'completed')
      if (step.container.name === first.container.name) return true;
    for (const before of step?.after ?? []) seen.add(before);
  }
  return false;
}

function taken(claim: PortClaim, holder: PortHolder, input: ConflictInput): Diagnostic {
  const { service } = claim;
  return {
    ...placed(claim, input),
    message: `service "${service}" cannot publish ${hostPortsText(claim)}: port is already allocated, ${holderWords(holder)}`,
    hint: portAdvice(holder, { service, project: input.plan.project }),
  };
}

function twice(claim: PortClaim, rival: PortClaim, input: ConflictInput): Diagnostic {
  const port = hostPortsText(claim);
  const { service } = claim;
  if (service === rival.service && claim.index === rival.index)
    return {
      ...placed(claim, input),
      message: `containers of service "${service}" cannot publish ${port} more than once`,
      hint: `run one container, publish a range such as "${rangeFor(claim)}", or leave the port to the engine: "${plainTarget(claim)}"`,
    };
  const at = input.placeOf?.(['services', rival.service, 'ports', rival.index]);
  return {
    ...placed(claim, input),
    message: `service "${service}" cannot publish ${port}: service "${rival.service}" publishes ${hostPortsText(rival)}`,
    ...(at === undefined ? {} : { related: [{ message: 'the other one', at }] }),
    hint: `publish another port under \`ports\` of service "${service}" or "${rival.service}"`,
  };
}

const rangeFor = ({ first, target }: PortClaim): string =>
  `${first}-${first + 9}:${target.replace(/\/tcp$/, '')}`;

const plainTarget = ({ target }: PortClaim): string => target.replace(/\/tcp$/, '');

function placed(
  { service, index }: PortClaim,
  { placeOf }: ConflictInput,
): Pick<Diagnostic, 'code' | 'severity' | 'path' | 'at'> {
  const path = ['services', service, 'ports', index] as const;
  const at = placeOf?.(path);
  return {
    code: 'port-taken',
    severity: 'error',
    path: path.join('.'),
    ...(at === undefined ? {} : { at }),
  };
}
