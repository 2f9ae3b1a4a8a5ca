import { networkHash } from '../model/config-hash.ts';
import { LABEL } from '../model/labels.ts';
import {
  byName,
  type ObservedContainer,
  type ObservedNetwork,
  type ObservedState,
} from '../model/observed.ts';
import type { Network, Project } from '../model/project.ts';
import { networkChanges } from './changes/explain-resource.ts';
import { requestInputOf } from './draft-container.ts';
import type { PlanDraft } from './plan-draft.ts';
import { endpointsOf } from './request/networking.ts';
import { buildNetworkRequest } from './request/network-request.ts';
import { type Reason, type StepId, stepId } from './step.ts';
import type { ChangedNetwork, UpContext } from './up-context.ts';
import type { UpOptions } from './up-options.ts';

/** Only networks that carry our hash can differ from it; those of others are used as they are. */
export function findChangedNetworks(
  project: Project,
  observed: ObservedState,
): ReadonlyMap<string, ChangedNetwork> {
  const changed = new Map<string, ChangedNetwork>();
  const networks = byName(observed.networks);
  for (const [key, network] of Object.entries(project.networks)) {
    const found = networks.get(network.name);
    if (found !== undefined && isChanged(project, network, found))
      changed.set(key, { key, observed: found });
  }
  return changed;
}

function isChanged(project: Project, network: Network, found: ObservedNetwork): boolean {
  const hash = found.labels[LABEL.configHash];
  const isOurs = found.labels[LABEL.project] === project.name && network.external !== true;
  return isOurs && hash !== undefined && hash !== networkHash(network);
}

interface NetworkContext {
  readonly project: Project;
  readonly observed: ObservedState;
  readonly draft: PlanDraft;
  readonly options: Pick<UpOptions, 'placeOf'>;
}

/** Adds the replacement of the network itself: gone once nobody holds on to it, then made anew. */
export function replaceNetwork(
  { project, observed, draft, options }: NetworkContext,
  changed: ChangedNetwork,
): StepId {
  const { key, observed: network } = changed;
  const body = buildNetworkRequest(project, key);
  const changes = networkChanges(network, body, {
    kind: 'networks',
    key,
    placeOf: options.placeOf,
  });
  const reason: Reason = { kind: 'configChanged', changes };
  const resource = { kind: 'network', name: network.name, key } as const;
  const remove = draft.add({
    kind: 'removeNetwork',
    id: stepId(`network/${key}/remove`),
    after: attachedTo(observed, network).flatMap((container) => releasesOf(key, container)),
    resource,
    reason,
    risk: 'interrupts',
    network: network.id,
  });
  return draft.add({
    kind: 'createNetwork',
    id: stepId(`network/${key}/create`),
    after: [remove],
    resource,
    reason,
    risk: 'none',
    body,
  });
}

const attachedTo = (
  observed: ObservedState,
  network: ObservedNetwork,
): readonly ObservedContainer[] =>
  observed.containers.filter((container) => Object.hasOwn(container.endpoints, network.name));

/** All steps by which the container may let go of the network; those that are not in the plan fall away. */
function releasesOf(
  key: string,
  { name, service, number = 0 }: ObservedContainer,
): readonly StepId[] {
  return [
    disconnectId(key, name),
    stepId(`container/${service}-${number}/old/stop`),
    stepId(`removed/${name}/remove`),
    stepId(`orphan/${name}/remove`),
  ];
}

const disconnectId = (key: string, container: string): StepId =>
  stepId(`network/${key}/disconnect/${container}`);

/**
 * Moves a container that stays from the old network to the new one, with its aliases and addresses; the container runs
 * on meanwhile. Gives back the steps after which it is connected again.
 */
export function moveContainer(context: UpContext, container: ObservedContainer): readonly StepId[] {
  if (context.changedNetworks.size === 0) return [];
  const moves: StepId[] = [];
  for (const { key, observed } of context.changedNetworks.values()) {
    if (!Object.hasOwn(container.endpoints, observed.name)) continue;
    const base = {
      resource: { kind: 'container', name: container.name, service: container.service } as const,
      reason: { kind: 'networkRecreated', network: key } as const,
      risk: 'interrupts' as const,
      container: { kind: 'existing', id: container.id, name: container.name } as const,
    };
    context.draft.add({
      ...base,
      kind: 'disconnectNetwork',
      id: disconnectId(key, container.name),
      after: [],
      network: observed.id,
    });
    moves.push(
      context.draft.add({
        ...base,
        kind: 'connectNetwork',
        id: stepId(`network/${key}/connect/${container.name}`),
        after: [stepId(`network/${key}/create`)],
        network: observed.name,
        endpoint: endpointFor(context, container, observed.name),
      }),
    );
  }
  return moves;
}

function endpointFor(
  context: UpContext,
  { service, name, number = 1 }: ObservedContainer,
  network: string,
): ReturnType<typeof endpointsOf>[number]['settings'] {
  const slot = { kind: 'create', number, name } as const;
  const endpoints = endpointsOf(requestInputOf(context, { service, slot, name }));
  return (
    endpoints.find((endpoint) => endpoint.network === network)?.settings ?? {
      Aliases: [name, service],
    }
  );
}
