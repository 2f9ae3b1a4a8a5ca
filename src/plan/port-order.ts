import { areShared, byPort } from '../model/host-ports.ts';
import { heldPorts } from '../model/observed.ts';
import { type PortClaim, portClaims } from './port-claims.ts';
import type { Step, StepOf } from './step.ts';
import type { UpContext } from './up-context.ts';

/** Who takes over a port starts after the one that has had it is down, whatever else they wait for. */
export function orderPorts({ draft, project, observed }: UpContext): void {
  const steps = draft.steps();
  // of a range the engine takes what is free
  const claims = byPort(portClaims({ steps, project, observed }));
  if (claims.size === 0) return;
  const stops = stopsOf(steps);
  const groups = new Map(steps.map(({ id, group }) => [id, group]));
  for (const container of observed.containers) {
    const stop = stops.get(container.id);
    if (stop === undefined) continue;
    const takers = heldPorts(container).flatMap((port) =>
      (claims.get(port.first) ?? []).filter((claim) => areShared(port, claim)),
    );
    for (const claim of takers)
      if (!isOwn(claim, stop, groups.get(claim.start))) draft.order(claim.start, [stop.id]);
  }
}

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
