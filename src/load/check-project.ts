/** Whether the parts of a project fit together. All problems are told, with their places. */
import type { Diagnostic, Severity } from '../model/diagnostic.ts';
import type { DataPath } from '../model/json.ts';
import { formatPath } from '../model/json.ts';
import type { Origins, Project } from '../model/project.ts';
import type { Service } from '../model/service.ts';
import { suggest } from '../model/suggest.ts';
import { checkLimits } from './check-limits.ts';
import { checkDriveLetters, checkMounts } from './check-mounts.ts';
import { checkServiceAlone } from './check-service.ts';
import { findCycle } from './dependency-cycle.ts';
import { referencesOf } from './service-references.ts';
import type { ResourceKind } from './service-references.ts';

export type CheckedProject = Pick<
  Project,
  'services' | 'disabledServices' | 'networks' | 'volumes' | 'secrets' | 'configs' | 'models'
>;

/** A problem of the model, before its place is looked up. */
export interface Finding {
  readonly code: string;
  /** An error unless it says otherwise. */
  readonly severity?: Severity;
  readonly message: string;
  readonly path: DataPath;
  readonly part?: 'key' | 'value';
  readonly hint?: string | undefined;
  readonly related?: { readonly message: string; readonly path: DataPath };
}

/** Checks `services`, which are all or some of those enabled. */
export function checkProject(
  project: CheckedProject,
  services: Project['services'],
  origins: Origins,
): readonly Diagnostic[] {
  const findings: Finding[] = [...checkLimits(project)];
  for (const [name, service] of Object.entries(services)) {
    findings.push(
      ...checkServiceAlone(name, service),
      ...checkReferences(project, name, service),
      ...checkDependencies(project, name, service),
      ...checkContexts(project, name, service),
      ...checkMounts(name, service),
      ...checkDriveLetters(name, service, project.volumes),
    );
  }
  findings.push(
    ...checkContainerNames(services),
    ...checkSecrets(project),
    ...checkCycle(services),
  );
  return findings.map((finding) => toDiagnostic(finding, origins));
}

export function toDiagnostic(finding: Finding, origins: Origins): Diagnostic {
  const { code, severity = 'error', message, path, part, hint, related } = finding;
  const at = origins.placeOf(path, part);
  const other = related && origins.placeOf(related.path, 'key');
  return {
    code,
    severity,
    message,
    path: formatPath(path),
    ...(at && { at }),
    ...(related && other && { related: [{ message: related.message, at: other }] }),
    ...(hint !== undefined && { hint }),
  };
}

const SECTION = {
  network: 'networks',
  volume: 'volumes',
  secret: 'secrets',
  config: 'configs',
  model: 'models',
} as const satisfies Record<ResourceKind, keyof CheckedProject>;

function checkReferences(project: CheckedProject, name: string, service: Service): Finding[] {
  return referencesOf(service).flatMap(({ kind, key, path }) => {
    const section = SECTION[kind];
    const known = project[section];
    if (has(known, key) || isImplicit(kind, key)) return [];
    return [
      {
        code: `unknown-${kind}`,
        message: `Service "${name}" uses the undefined ${kind} "${key}"`,
        path: ['services', name, ...path],
        part: 'key' as const,
        hint: didYouMean(key, known) ?? `Define it under a top-level "${section}:"`,
      },
    ];
  });
}

// Without normalization nobody has added the network that is there for every project.
const isImplicit = (kind: ResourceKind, key: string) => kind === 'network' && key === 'default';

function checkDependencies(project: CheckedProject, name: string, service: Service): Finding[] {
  const findings: Finding[] = [];
  for (const [other, dependency] of Object.entries(service.depends_on ?? {})) {
    if (has(project.services, other)) continue;
    const isDisabled = has(project.disabledServices, other);
    if (isDisabled && !dependency.required) continue;
    findings.push({
      code: isDisabled ? 'disabled-dependency' : 'unknown-service',
      message: isDisabled
        ? `Service "${name}" depends on "${other}", which no active profile enables`
        : `Service "${name}" depends on the undefined service "${other}"`,
      path: ['services', name, 'depends_on', other],
      part: 'key',
      hint: isDisabled ? enableHint(project, other) : didYouMean(other, project.services),
    });
  }
  return findings;
}

function enableHint(project: CheckedProject, name: string): string {
  const profile = project.disabledServices[name]?.profiles?.[0];
  return `Enable it with --profile ${profile ?? ''}, or give both services the same profile`;
}

function checkContexts(project: CheckedProject, name: string, service: Service): Finding[] {
  const contexts = Object.entries(service.build?.additional_contexts ?? {});
  return contexts.flatMap(([key, context]) => {
    if (!context.startsWith('service:')) return [];
    const other = context.slice('service:'.length);
    const known = project.services[other] ?? project.disabledServices[other];
    if (known?.build) return [];
    return [
      {
        code: known ? 'context-not-built' : 'unknown-service',
        message: known
          ? `Service "${name}" builds on "${other}", which has no "build"`
          : `Service "${name}" builds on the undefined service "${other}"`,
        path: ['services', name, 'build', 'additional_contexts', key],
        hint: known ? undefined : didYouMean(other, project.services),
      },
    ];
  });
}

function checkContainerNames(services: Project['services']): Finding[] {
  const owners = new Map<string, string>();
  const findings: Finding[] = [];
  for (const [name, { container_name: container }] of Object.entries(services)) {
    if (!container) continue;
    const owner = owners.get(container);
    if (owner === undefined) {
      owners.set(container, name);
      continue;
    }
    findings.push({
      code: 'duplicate-container-name',
      message: `Services "${owner}" and "${name}" have the same container name "${container}"`,
      path: ['services', name, 'container_name'],
      related: {
        message: 'The other one is here',
        path: ['services', owner, 'container_name'],
      },
    });
  }
  return findings;
}

function checkSecrets(project: CheckedProject): Finding[] {
  return Object.entries(project.secrets).flatMap(([key, secret]) =>
    secret.external || secret.file || secret.environment
      ? []
      : [
          {
            code: 'missing-source',
            message: `The secret "${key}" needs "file" or "environment"`,
            path: ['secrets', key],
            part: 'key' as const,
          },
        ],
  );
}

function checkCycle(services: Project['services']): Finding[] {
  const cycle = findCycle(services);
  if (!cycle) return [];
  const [first = '', second = ''] = cycle;
  return [
    {
      code: 'dependency-cycle',
      message: `Services depend on each other in a circle: ${cycle.join(' -> ')}`,
      path: ['services', first, 'depends_on', second],
      part: 'key',
      hint: 'Remove one of these dependencies',
    },
  ];
}

const has = (record: object, key: string): boolean => Object.hasOwn(record, key);

function didYouMean(word: string, known: object): string | undefined {
  const suggestion = suggest(word, Object.keys(known));
  return suggestion === undefined ? undefined : `Did you mean "${suggestion}"?`;
}
