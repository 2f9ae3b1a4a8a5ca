import { areShared } from '../model/host-ports.ts';
import { heldPorts } from '../model/observed.ts';
import { type PortClaim, portClaims } from './port-claims.ts';
import type { Step, StepOf } from './step.ts';
import type { UpContext } from './up-context.ts';

/** Who takes over a port starts after the one that has had it is down, whatever else they wait for. */
export function orderPorts({ draft, project, observed }: UpContext): void {
  const steps = draft.steps();
  const claims = portClaims({ steps, project, observed }).filter(isSingle);
  if (claims.length === 0) return;
  const stops = stopsOf(steps);
  const groups = new Map(steps.map(({ id, group }) => [id, group]));
  for (const container of observed.containers) {
    const stop = stops.get(container.id);
    if (stop === undefined) continue;
    const ports = heldPorts(container);
    for (const claim of claims)
      if (!isOwn(claim, stop, groups.get(claim.start)) && ports.some((p) => areShared(p, claim)))
        draft.order(claim.start, [stop.id]);
  }
}

/** Of a range the engine takes what is free. */
const isSingle = ({ first, last }: PortClaim): boolean => first === last;

const stopsOf = (steps: readonly Step[]): ReadonlyMap<string, StepOf<'stopContainer'>> =>
  new Map(
    steps.flatMap((step) =>
      step.kind === 'stopContainer' && step.container.kind === 'existing'
        ? [[step.container.id, step]]
        : [],
    ),
  );

/** Whether it is started again, or started in its place: that comes after the stop anyway. */
const isOwn = (
  { container }: PortClaim,
  stop: StepOf<'stopContainer'>,
  group: string | undefined,
): boolean =>
  (group !== undefined && group === stop.group) ||
  (container.kind === 'existing' &&
    stop.container.kind === 'existing' &&
    container.id === stop.container.id);
