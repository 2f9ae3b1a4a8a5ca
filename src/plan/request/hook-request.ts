/** The create request of a container that runs one `pre_start` hook. */
import { COMPOSE_LEVEL, LABEL } from '../../model/labels.ts';
import type {
  ContainerBody,
  ContainerRequest,
  EndpointSettings,
  HostConfig,
} from '../../model/engine-api.ts';
import type { Project } from '../../model/project.ts';
import type { Hook, StringMap } from '../../model/service.ts';
import { platformOf } from '../default-platform.ts';
import { compact } from './compact.ts';
import { environmentList } from './environment.ts';
import { lazyRequest } from './lazy-request.ts';
import { networksByPriority } from './networking.ts';
import { serviceOfMode } from './references.ts';

export interface HookRequestInput {
  readonly project: Project;
  readonly serviceKey: string;
  readonly hook: Hook;
  readonly name: string;
  /** The hook's, or that of the service's containers. */
  readonly imageName: string;
  readonly proxyEnvironment?: StringMap;
}

/**
 * The hook has the service's environment, user, working directory and networks unless it says otherwise. It carries no
 * config hash: no tool must take it for a container of the service.
 */
export function hookRequest(input: HookRequestInput): ContainerRequest {
  const { project, serviceKey, name } = input;
  const platform = platformOf(project, project.services[serviceKey] ?? {});
  const head = platform === undefined ? { name } : { name, platform };
  return lazyRequest(head, () => hookBody(input));
}

function hookBody(input: HookRequestInput): ContainerBody {
  const { project, serviceKey, hook, imageName } = input;
  const service = project.services[serviceKey] ?? {};
  const endpoints = endpointsOf(input);
  return {
    Image: imageName,
    Cmd: hook.command ?? null,
    Env: environmentList({ ...service.environment, ...hook.environment }, input.proxyEnvironment),
    Labels: labelsOf(input),
    AttachStdout: true,
    AttachStderr: true,
    ...compact({
      User: hook.user || service.user,
      WorkingDir: hook.working_dir || service.working_dir,
    }),
    HostConfig: hostConfig(input, Object.keys(endpoints)[0]),
    ...(Object.keys(endpoints).length === 0
      ? {}
      : { NetworkingConfig: { EndpointsConfig: endpoints } }),
  };
}

/** The request with the containers it shares volumes and network with, once they exist. */
export function finishHookRequest(
  { body, ...request }: ContainerRequest,
  ids: { readonly volumes: string; readonly network?: string },
): ContainerRequest {
  const network = ids.network === undefined ? {} : { NetworkMode: `container:${ids.network}` };
  return {
    ...request,
    body: { ...body, HostConfig: { ...body.HostConfig, ...network, VolumesFrom: [ids.volumes] } },
  };
}

/** The service whose network the hook shares, by `network_mode: service:x`. */
export const hookNetworkService = ({
  project,
  serviceKey,
}: Pick<HookRequestInput, 'project' | 'serviceKey'>): string | undefined =>
  serviceOfMode(project.services[serviceKey]?.network_mode);

const labelsOf = ({ project, serviceKey }: HookRequestInput): StringMap => ({
  [LABEL.project]: project.name,
  [LABEL.service]: serviceKey,
  [LABEL.version]: COMPOSE_LEVEL['2.40'],
  [LABEL.hook]: 'pre_start',
});

/** Neither names nor addresses: who looks for the service must not find its hook. */
function endpointsOf({
  project,
  serviceKey,
}: HookRequestInput): Readonly<Record<string, EndpointSettings>> {
  const service = project.services[serviceKey] ?? {};
  if (service.network_mode || Object.keys(project.networks).length === 0) return {};
  return Object.fromEntries(
    networksByPriority(service).map((key) => {
      const { driver_opts: DriverOpts, gw_priority: GwPriority } = service.networks?.[key] ?? {};
      return [project.networks[key]?.name ?? key, compact({ DriverOpts, GwPriority })];
    }),
  );
}

function hostConfig(
  { project, serviceKey, hook }: HookRequestInput,
  network: string | undefined,
): HostConfig {
  const service = project.services[serviceKey] ?? {};
  return {
    NetworkMode: service.network_mode || (network ?? 'none'),
    ...compact({
      Privileged: hook.privileged,
      ExtraHosts: service.extra_hosts?.map((entry) => entry.replace('=', ':')),
      Dns: service.dns?.filter((address) => address !== ''),
      DnsSearch: service.dns_search,
      DnsOptions: service.dns_opt,
    }),
  };
}
