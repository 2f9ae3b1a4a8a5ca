import { platformOf } from '../default-platform.ts';
import type { ContainerBody, ContainerRequest, HostConfig } from '../../model/engine-api.ts';
import type { Service } from '../../model/service.ts';
import type { ContainerDraft, ContainerRef } from '../step.ts';
import { compact } from './compact.ts';
import { toSeconds } from './durations.ts';
import { environmentList } from './environment.ts';
import { healthConfig } from './health.ts';
import { containerLabels } from './labels.ts';
import { lazyRequest } from './lazy-request.ts';
import { linksOf } from './links.ts';
import { mountFields } from './mounts.ts';
import { endpointsOf, legacyMacAddress, networkMode } from './networking.ts';
import { exposedPorts, portBindings } from './ports.ts';
import { firstIds, resolveReferences, sharedFields } from './references.ts';
import type { RequestInput } from './request-input.ts';
import { resourceFields } from './resources.ts';
import { restartPolicy } from './restart.ts';
import { securityFields } from './security.ts';

/** The create request of one container, with the fields and labels that Docker Compose sends. */
export function buildContainerRequest(input: RequestInput): ContainerRequest {
  const { project, service, name } = input;
  const platform = platformOf(project, service);
  const head = platform === undefined ? { name } : { name, platform };
  return lazyRequest(head, () => containerBody(input));
}

/** The request together with what `finishRequest` needs once the containers in `waitsFor` exist. */
export function buildContainerDraft(
  input: RequestInput,
  waitsFor: Readonly<Record<string, ContainerRef>>,
): ContainerDraft {
  return {
    request: buildContainerRequest(input),
    service: input.service,
    waitsFor,
    knownIds: firstIds(input.containerIds),
    ...(input.fieldsSalt === undefined ? {} : { fieldsSalt: input.fieldsSalt }),
  };
}

/** The service as it is hashed: with the ids of the containers it refers to, as far as they are known. */
export const hashedService = (input: RequestInput): Service =>
  resolveReferences(input.service, firstIds(input.containerIds));

function containerBody(input: RequestInput): ContainerBody {
  const { service } = input;
  const endpoints = endpointsOf(input);
  return {
    Image: input.imageName,
    Cmd: service.command ?? null,
    Entrypoint: service.entrypoint ?? null,
    Env: environmentList(service.environment, input.proxyEnvironment),
    Labels: containerLabels(input, hashedService(input)),
    AttachStdin: input.oneoff?.attachStdin ?? false,
    AttachStdout: true,
    AttachStderr: true,
    ...identityFields(input),
    ...(service.healthcheck ? { Healthcheck: healthConfig(service.healthcheck) } : {}),
    HostConfig: hostConfig(input),
    ...(endpoints.length === 0
      ? {}
      : {
          NetworkingConfig: {
            EndpointsConfig: Object.fromEntries(endpoints.map((e) => [e.network, e.settings])),
          },
        }),
  };
}

function identityFields(input: RequestInput): Readonly<Record<string, unknown>> {
  const { service, oneoff } = input;
  const stopTimeout = toSeconds(service.stop_grace_period);
  return {
    ...compact({
      Hostname: service.hostname,
      Domainname: service.domainname,
      User: service.user,
      WorkingDir: service.working_dir,
      ExposedPorts: exposedPorts(service),
      Tty: service.tty,
      OpenStdin: service.stdin_open,
      StdinOnce: oneoff?.attachStdin === true && service.stdin_open === true,
      StopSignal: service.stop_signal,
      NetworkDisabled: service.network_mode === 'disabled',
      MacAddress: legacyMacAddress(input),
    }),
    // zero means: kill at once
    ...(stopTimeout === undefined ? {} : { StopTimeout: stopTimeout }),
  };
}

function hostConfig(input: RequestInput): HostConfig {
  const { service } = input;
  return {
    NetworkMode: networkMode(input),
    ...sharedFields(service, firstIds(input.containerIds)),
    RestartPolicy: restartPolicy(service),
    PortBindings: portBindings(service),
    ...resourceFields(service),
    ...securityFields(input),
    ...mountFields(input),
    ...compact({
      AutoRemove: input.oneoff?.autoRemove,
      Annotations: service.annotations,
      Links: linksOf(input),
      Dns: service.dns?.filter((address) => address !== ''),
      DnsSearch: service.dns_search,
      DnsOptions: service.dns_opt,
      ExtraHosts: service.extra_hosts?.map((entry) => entry.replace('=', ':')),
      Sysctls: service.sysctls,
      StorageOpt: storageOptions(service),
      Runtime: service.runtime,
      LogConfig: logConfig(service),
    }),
    ...(service.init === undefined ? {} : { Init: service.init }),
  };
}

const storageOptions = (service: Service): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(service.storage_opt ?? {}).map(([name, value]) => [name, String(value)]),
  );

const logConfig = ({ logging }: Service): object | undefined =>
  logging && { Type: logging.driver ?? '', Config: logging.options ?? {} };
