/** Rules between the attributes of one service. */
import type { Service } from '../model/service.ts';
import { replicasOf } from '../model/service.ts';
import { suggest } from '../model/suggest.ts';
import type { Finding } from './finding.ts';

type Rule = (name: string, service: Service) => Finding | undefined | readonly Finding[];

export function checkServiceAlone(name: string, service: Service): readonly Finding[] {
  return RULES.flatMap((rule) => rule(name, service) ?? []);
}

const at = (name: string, ...path: readonly (string | number)[]) => ['services', name, ...path];

const needsImage: Rule = (name, { image, build, provider }) =>
  image || build || provider
    ? undefined
    : {
        code: 'no-image',
        message: `Service "${name}" needs an "image" or a "build"`,
        path: at(name),
        part: 'key',
        hint: 'Name an image, such as "image: nginx", or a folder with a Dockerfile, such as "build: ."',
      };

const oneDockerfile: Rule = (name, { build }) =>
  build?.dockerfile && build.dockerfile_inline
    ? {
        code: 'exclusive-attributes',
        message: `Service "${name}" has both "dockerfile" and "dockerfile_inline"`,
        path: at(name, 'build', 'dockerfile_inline'),
        part: 'key',
        hint: 'Keep one of the two',
      }
    : undefined;

const platformIsBuilt: Rule = (name, { platform, build }) => {
  const platforms = build?.platforms ?? [];
  if (!platform || platforms.length === 0 || platforms.includes(platform)) return undefined;
  return {
    code: 'platform-not-built',
    message: `Service "${name}": service.build.platforms MUST include service.platform "${platform}"`,
    path: at(name, 'platform'),
  };
};

const oneKindOfNetwork: Rule = (name, { network_mode: mode, networks }) =>
  mode && networks && Object.keys(networks).length > 0
    ? {
        code: 'exclusive-attributes',
        message: `Service "${name}" has both "network_mode" and "networks"`,
        path: at(name, 'network_mode'),
        part: 'key',
        hint: 'Keep one of the two',
      }
    : undefined;

const healthTest: Rule = (name, { healthcheck }) => {
  const [first] = healthcheck?.test ?? [];
  if (first === undefined || ['CMD', 'CMD-SHELL', 'NONE'].includes(first)) return undefined;
  return {
    code: 'bad-health-test',
    message: `The test of service "${name}" must begin with CMD, CMD-SHELL or NONE, not "${first}"`,
    path: at(name, 'healthcheck', 'test'),
    hint: `Write ["CMD", "${first}", …] to run it as it is, or one text to run it in a shell`,
  };
};

const retriesAreCounted: Rule = (name, { healthcheck }) =>
  (healthcheck?.retries ?? 0) < 0
    ? {
        code: 'negative-number',
        message: `"retries" of service "${name}" must not be negative`,
        path: at(name, 'healthcheck', 'retries'),
      }
    : undefined;

const scaleIsCounted: Rule = (name, { scale, deploy }) => {
  const negative =
    (scale ?? 0) < 0
      ? at(name, 'scale')
      : (deploy?.replicas ?? 0) < 0
        ? at(name, 'deploy', 'replicas')
        : undefined;
  return (
    negative && {
      code: 'negative-number',
      message: `The number of containers of service "${name}" must not be negative`,
      path: negative,
    }
  );
};

const deployAgrees: Rule = (name, service) => {
  const { deploy } = service;
  const { limits, reservations } = deploy?.resources ?? {};
  const compare = (key: keyof Service, holder: object | undefined, field: string) => {
    const own = service[key];
    const other = holder && (holder as Readonly<Record<string, unknown>>)[field];
    if (own === undefined || !holder || own === other) return [];
    if (field === 'replicas' && other === undefined) return [];
    return [
      {
        code: 'conflicting-values',
        message: `Service "${name}" has different values for "${key}" and "deploy"`,
        path: at(name, key),
        part: 'key' as const,
        hint: `Remove "${key}", or write the same value in both places`,
      },
    ];
  };
  return [
    ...compare('scale', deploy, 'replicas'),
    ...compare('cpus', limits, 'cpus'),
    ...compare('mem_limit', limits, 'memory'),
    ...compare('pids_limit', limits, 'pids'),
    ...compare('mem_reservation', reservations, 'memory'),
  ];
};

const nameFitsOne: Rule = (name, service) =>
  service.container_name && replicasOf(service) > 1
    ? {
        code: 'container-name-scaled',
        message: `Service "${name}" has a "container_name", so it cannot have ${replicasOf(service)} containers`,
        path: at(name, 'container_name'),
        part: 'key',
        hint: 'Remove "container_name", or run one container',
      }
    : undefined;

const watchHasTarget: Rule = (name, { develop }) =>
  (develop?.watch ?? []).flatMap(({ target, action }, index) =>
    target || action === 'rebuild' || action === 'restart'
      ? []
      : [
          {
            code: 'watch-without-target',
            message: `The action "${action}" of service "${name}" needs a "target"`,
            path: at(name, 'develop', 'watch', index),
          },
        ],
  );

const oneMacAddress: Rule = (name, { mac_address: mac, networks }) => {
  if (!mac) return undefined;
  const other = Object.entries(networks ?? {}).find(
    ([, network]) => network?.mac_address && network.mac_address !== mac,
  );
  return (
    other && {
      code: 'conflicting-values',
      message: `Service "${name}" has two MAC addresses`,
      path: at(name, 'mac_address'),
      related: {
        message: 'The other one is here',
        path: at(name, 'networks', other[0], 'mac_address'),
      },
    }
  );
};

const RESTART_POLICIES = ['no', 'always', 'on-failure', 'unless-stopped'];

/** Loads all the same, as in Docker Compose; it is the engine that refuses it. */
const restartIsKnown: Rule = (name, { restart }) => {
  const [policy = ''] = (restart ?? '').split(':');
  if (policy === '' || RESTART_POLICIES.includes(policy)) return undefined;
  const near = /^(?:yes|true|on)$/i.test(policy) ? 'always' : suggest(policy, RESTART_POLICIES);
  return {
    code: 'bad-restart',
    severity: 'warning',
    message: `Service "${name}" cannot start: "${policy}" is no restart policy`,
    path: at(name, 'restart'),
    hint: near === undefined ? `Use ${RESTART_POLICIES.join(', ')}` : `Did you mean "${near}"?`,
  };
};

const RULES: readonly Rule[] = [
  restartIsKnown,
  needsImage,
  oneDockerfile,
  platformIsBuilt,
  oneKindOfNetwork,
  healthTest,
  retriesAreCounted,
  scaleIsCounted,
  deployAgrees,
  nameFitsOne,
  watchHasTarget,
  oneMacAddress,
];
