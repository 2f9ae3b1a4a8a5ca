/** Whether the ports that a plan publishes can be had, before a service is touched: one list call, and a look at this host. */
import { listensHere, openSockets, ownerOf } from '../apply/open-sockets.ts';
import { containerHolder } from '../apply/port-holder.ts';
import { type HeldPort, type PortConflict, portConflicts } from '../events/port-conflicts.ts';
import { isEngineError } from '../model/engine-error.ts';
import { areShared } from '../model/host-ports.ts';
import { heldPorts } from '../model/observed.ts';
import type { PortClaim } from '../plan/port-claims.ts';
import type { Plan } from '../plan/plan.ts';
import type { ReconcileOptions } from './request.ts';

type Surroundings = Pick<ReconcileOptions, 'engine' | 'host' | 'signal' | 'placeOf'>;

export async function checkPorts(
  plan: Plan,
  claims: readonly PortClaim[],
  options: Surroundings,
): Promise<readonly PortConflict[]> {
  const { placeOf } = options;
  const published = await publishedPorts(options);
  const held = [...published, ...processPorts(claims, published, options)];
  return portConflicts({ plan, claims, held, placeOf });
}

/** Those of everybody's containers; an engine that does not tell will refuse what cannot be had. */
async function publishedPorts({ engine, signal }: Surroundings): Promise<readonly HeldPort[]> {
  try {
    const running = await engine.listContainers({}, { signal });
    return running.flatMap((container) =>
      heldPorts(container).map((port) => ({
        ...port,
        holder: containerHolder(container),
        container: container.id,
      })),
    );
  } catch (error) {
    if (!isEngineError(error) || signal.aborted) throw error;
    return [];
  }
}

/** Where Linux gives out ports to whoever calls others; such a socket may be gone in a moment. */
const FIRST_PASSING = 32768;

/** Those of other programs, where the engine publishes on this very host. */
function processPorts(
  claims: readonly PortClaim[],
  published: readonly HeldPort[],
  { engine, host }: Surroundings,
): readonly HeldPort[] {
  if (host.platform !== 'linux' || !LOCAL.test(engine.address)) return [];
  if (!listensHere(host, engine.address.slice('unix://'.length))) return [];
  return openSockets(host)
    .filter(({ protocol, port }) => protocol === 'tcp' || port < FIRST_PASSING)
    .map((socket) => ({ ...socket, first: socket.port, last: socket.port }))
    .filter(
      (socket) =>
        claims.some((claim) => areShared(claim, socket)) &&
        !published.some((port) => areShared(port, socket)),
    )
    .map((socket) => ({ ...socket, holder: ownerOf(socket, host) }));
}

/** Other paths may lead to another machine. */
const LOCAL = /^unix:\/\/(?:\/var)?\/run\/(?:user\/\d+\/)?docker\.sock$/;
