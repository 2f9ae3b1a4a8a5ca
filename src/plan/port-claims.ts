/** Which ports of the engine's host the containers want that a plan starts. */
import { isObject } from '../model/json.ts';
import { LABEL } from '../model/labels.ts';
import type { Network, Project } from '../model/project.ts';
import { type HostPorts, hostPorts } from '../model/host-ports.ts';
import type { ObservedContainer, ObservedNetwork, ObservedState } from '../model/observed.ts';
import type { Service } from '../model/service.ts';
import { fieldDigests, parseDigests } from './request/field-digests.ts';
import type { ContainerRef, Step, StepId, StepOf } from './step.ts';

export interface PortClaim extends HostPorts {
  readonly start: StepId;
  readonly container: ContainerRef;
  readonly service: string;
  /** Position in the service's `ports`. */
  readonly index: number;
  readonly target: string;
}

interface ClaimInput {
  readonly steps: readonly Step[];
  readonly project: Pick<Project, 'services' | 'networks'>;
  readonly observed: Pick<ObservedState, 'containers' | 'networks'>;
}

/** None where the engine chooses the port, or may publish nothing: what is claimed is certain. */
export function portClaims(input: ClaimInput): readonly PortClaim[] {
  const made: Made = {
    creates: new Map(
      input.steps.flatMap((step) => (step.kind === 'createContainer' ? [[step.id, step]] : [])),
    ),
    containers: new Map(input.observed.containers.map((each) => [each.id, each])),
  };
  return input.steps.flatMap((step) =>
    step.kind === 'startContainer'
      ? claimsOf(step, startedService(step, input.project, made), input)
      : [],
  );
}

/** What containers are or were made from. */
interface Made {
  readonly creates: ReadonlyMap<StepId, StepOf<'createContainer'>>;
  readonly containers: ReadonlyMap<string, ObservedContainer>;
}

function claimsOf(
  { id, container, resource }: StepOf<'startContainer'>,
  service: Service | undefined,
  input: ClaimInput,
): readonly PortClaim[] {
  if (service?.ports === undefined || !isPublished(service, input)) return [];
  return service.ports.flatMap(({ target, published, host_ip, protocol = 'tcp' }, index) => {
    const ports = hostPorts(published, { ip: host_ip ?? '', protocol });
    if (ports === undefined) return [];
    const about = { start: id, container, service: resource.service ?? '', index };
    return [{ ...ports, ...about, target: `${target}/${protocol}` }];
  });
}

/** What the container is made from; undefined for one that may have other ports than the file. */
function startedService(
  { container, resource }: StepOf<'startContainer'>,
  { services }: ClaimInput['project'],
  { creates, containers }: Made,
): Service | undefined {
  if (container.kind === 'late') return creates.get(container.step)?.draft.service;
  const service = services[resource.service ?? ''];
  const old = containers.get(container.id);
  if (service?.ports === undefined || old === undefined) return undefined;
  const { ports } = fieldDigests({ ports: service.ports }, old.project);
  return parseDigests(old.labels[LABEL.fields] ?? '')?.get('ports') === ports ? service : undefined;
}

/** Whether all its networks publish on the addresses that are asked for. */
function isPublished(
  { network_mode: mode, networks = {} }: Service,
  { project, observed }: ClaimInput,
): boolean {
  if (mode) return mode === 'bridge' || mode === 'default';
  const kinds = Object.keys(networks).map((key) => {
    const declared = project.networks[key];
    const name = declared?.name ?? key;
    return publishingOf(
      declared,
      observed.networks.find((network) => network.name === name),
    );
  });
  return kinds.includes('plain') && !kinds.includes('unknown');
}

type Publishing = 'plain' | 'none' | 'unknown';

/** By what the engine says of one that is there, else by the file. */
function publishingOf(
  declared: Network | undefined,
  observed: ObservedNetwork | undefined,
): Publishing {
  const settings = observed === undefined ? wishedSettings(declared) : engineSettings(observed);
  if (settings === undefined || !isPlain(settings)) return 'unknown';
  return settings.isInternal ? 'none' : 'plain';
}

interface Settings {
  readonly driver: string;
  readonly hasIpv4: boolean;
  readonly isInternal: boolean;
  readonly options: Readonly<Record<string, unknown>>;
}

const engineSettings = ({ driver, raw = {} }: ObservedNetwork): Settings => ({
  driver,
  hasIpv4: raw['EnableIPv4'] !== false,
  isInternal: raw['Internal'] === true,
  options: isObject(raw['Options']) ? raw['Options'] : {},
});

const wishedSettings = (network: Network | undefined): Settings | undefined =>
  network === undefined || network.external === true
    ? undefined
    : {
        driver: network.driver ?? '',
        hasIpv4: network.enable_ipv4 !== false,
        isInternal: network.internal === true,
        options: network.driver_opts ?? {},
      };

const PLAIN_DRIVERS: ReadonlySet<string> = new Set(['', 'default', 'bridge']);

const isPlain = ({ driver, hasIpv4, options }: Settings): boolean =>
  PLAIN_DRIVERS.has(driver) && hasIpv4 && !Object.entries(options).some(isSpecial);

/** Publishes in another way, or on an address of the network's choice. */
const isSpecial = ([option, value]: readonly [string, unknown]): boolean =>
  /\.(?:gateway_mode_|host_binding_)/.test(option) &&
  !['', 'nat', '0.0.0.0', '::'].includes(String(value));
