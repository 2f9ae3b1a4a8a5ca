import type { DataPath } from '../../model/json.ts';
import type { Network } from '../../model/project.ts';
import type { Mount, Service, ServiceNetwork } from '../../model/service.ts';
import { isAtLeast } from './api-version.ts';
import { networksByPriority } from './networking.ts';
import type { RequestProblem } from './request-problem.ts';

/** What of the service an engine of that API version would refuse, or, worse, ignore; errors. */
export function requestProblems(service: Service, apiVersion: string): readonly RequestProblem[] {
  return [
    ...requirementsOf(service)
      .filter((need) => !isAtLeast(apiVersion, need.version))
      .map((need) => tooOld(need, apiVersion)),
    ...startIntervalProblems(service),
    ...macProblems(service),
    ...securityProblems(service),
  ];
}

/** The same of a network: older engines give it IPv4 whatever is asked of them. */
export function networkProblems(network: Network, apiVersion: string): readonly RequestProblem[] {
  const needs = need(network.external !== true && network.enable_ipv4 === false, '1.48', [
    'enable_ipv4',
  ]);
  return needs
    .filter(({ version }) => !isAtLeast(apiVersion, version))
    .map((each) => tooOld(each, apiVersion));
}

interface Requirement {
  readonly path: DataPath;
  /** First API version that knows the attribute. */
  readonly version: string;
}

function requirementsOf(service: Service): readonly Requirement[] {
  return [
    ...need(service.annotations, '1.43', ['annotations']),
    ...need(service.healthcheck?.start_interval, '1.44', ['healthcheck', 'start_interval']),
    ...(service.volumes ?? []).flatMap((mount, index) => mountNeeds(mount, ['volumes', index])),
    ...networksByPriority(service).flatMap((key, position) => {
      const network = service.networks?.[key];
      return network ? networkNeeds(network, ['networks', key], position > 0) : [];
    }),
  ];
}

function mountNeeds(mount: Mount, path: DataPath): readonly Requirement[] {
  const recursive = mount.bind?.recursive;
  const isReadOnlyKind = recursive === 'writable' || recursive === 'readonly';
  const isCreatedMount =
    mount.bind?.create_host_path === true && (mount.bind.propagation || recursive);
  return [
    ...need(mount.type === 'image', '1.48', [...path, 'type']),
    ...need(mount.volume?.subpath, '1.45', [...path, 'volume', 'subpath']),
    ...need(isReadOnlyKind, '1.44', [...path, 'bind', 'recursive']),
    ...need(isCreatedMount, '1.42', [...path, 'bind', 'create_host_path']),
  ];
}

const ENDPOINT_SYSCTLS = 'com.docker.network.endpoint.sysctls';
const INTERFACE_NAME = 'com.docker.network.endpoint.ifname';

function networkNeeds(
  network: ServiceNetwork,
  path: DataPath,
  isFurther: boolean,
): readonly Requirement[] {
  const options = network.driver_opts ?? {};
  return [
    ...need(network.interface_name, '1.49', [...path, 'interface_name']),
    ...need(options[INTERFACE_NAME], '1.49', [...path, 'driver_opts', INTERFACE_NAME]),
    ...need(network.gw_priority, '1.48', [...path, 'gw_priority']),
    ...need(options[ENDPOINT_SYSCTLS], '1.46', [...path, 'driver_opts', ENDPOINT_SYSCTLS]),
    // networks connected after creation ignore the address on those engines
    ...need(isFurther && network.mac_address, '1.44', [...path, 'mac_address']),
  ];
}

const need = (value: unknown, version: string, path: DataPath): readonly Requirement[] =>
  value && !(typeof value === 'object' && Object.keys(value).length === 0)
    ? [{ path, version }]
    : [];

const tooOld = ({ path, version }: Requirement, apiVersion: string): RequestProblem => ({
  code: 'engine-too-old',
  severity: 'error',
  path,
  message: `"${String(path.at(-1))}" needs Engine API ${version}, but the engine speaks ${apiVersion}`,
  hint: 'upgrade the engine, or remove the attribute',
});

function startIntervalProblems({ healthcheck }: Service): readonly RequestProblem[] {
  if (!healthcheck?.start_interval || healthcheck.start_period) return [];
  return [
    {
      code: 'start-interval-without-period',
      severity: 'error',
      path: ['healthcheck', 'start_interval'],
      message: 'healthcheck.start_interval requires healthcheck.start_period to be set',
      hint: 'add `start_period`: the time in which the container may still be starting',
    },
  ];
}

function macProblems(service: Service): readonly RequestProblem[] {
  const own = service.mac_address;
  if (!own) return [];
  const key = networksByPriority(service)[0] ?? '';
  const endpoint = service.networks?.[key]?.mac_address;
  if (!endpoint || own === endpoint) return [];
  return [
    {
      code: 'conflicting-mac-address',
      severity: 'error',
      path: ['mac_address'],
      message: `"mac_address" is ${own}, but ${endpoint} on the first network "${key}"`,
      hint: 'keep one of the two',
    },
  ];
}

function securityProblems(service: Service): readonly RequestProblem[] {
  return (service.security_opt ?? []).flatMap((option, index): readonly RequestProblem[] => {
    if (option === 'no-new-privileges' || /[=:]/.test(option)) return [];
    return [
      {
        code: 'unknown-security-option',
        severity: 'error',
        path: ['security_opt', index],
        message: `expected "name=value" or "no-new-privileges", not "${option}"`,
      },
    ];
  });
}

/** What of the service has no effect, whatever the engine's version; warnings. */
export function requestWarnings({ credential_spec }: Service): readonly RequestProblem[] {
  if (credential_spec === undefined) return [];
  return [
    {
      code: 'windows-only',
      severity: 'warning',
      path: ['credential_spec'],
      message: '"credential_spec" takes effect on Windows engines alone',
    },
  ];
}
