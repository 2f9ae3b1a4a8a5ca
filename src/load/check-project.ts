/** Whether the parts of a project fit together. All problems are told, with their places. */
import type { Diagnostic, Place } from '../model/diagnostic.ts';
import { formatPath } from '../model/json.ts';
import type { Origins, Project } from '../model/project.ts';
import type { Service } from '../model/service.ts';
import { suggest } from '../model/suggest.ts';
import { checkLimits } from './check-limits.ts';
import { checkDriveLetters, checkMounts } from './check-mounts.ts';
import { LIMITS } from './limits.ts';
import { checkServiceAlone } from './check-service.ts';
import { findCycles } from './dependency-cycle.ts';
import type { CheckedProject, Finding } from './finding.ts';
import { referencesOf } from './service-references.ts';
import type { ResourceKind } from './service-references.ts';

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
  findings.push(...checkSecrets(project), ...checkCycles(services));
  return findings
    .slice(0, LIMITS.problems)
    .map((finding, index) =>
      toDiagnostic(index < LIMITS.suggestions ? finding : plain(finding), origins),
    );
}

/** Checks what services must not have in common when they run side by side. */
export const checkSelection = (
  services: Project['services'],
  origins: Origins,
): readonly Diagnostic[] =>
  checkContainerNames(services).map((finding) => toDiagnostic(finding, origins));

/** Without a hint that would have to be looked for. */
const plain = (finding: Finding): Finding =>
  typeof finding.hint === 'function' ? { ...finding, hint: undefined } : finding;

export function toDiagnostic(finding: Finding, origins: Origins): Diagnostic {
  const { code, severity = 'error', message, path, part, mark, related } = finding;
  const hint = typeof finding.hint === 'function' ? finding.hint() : finding.hint;
  const place = origins.placeOf(path, part);
  const at = place && mark !== undefined ? narrowed(place, mark) : place;
  const others = [related ?? []].flat().flatMap((other) => {
    const place = origins.placeOf(other.path, 'key');
    return place ? [{ message: other.message, at: place }] : [];
  });
  return {
    code,
    severity,
    message,
    path: formatPath(path),
    ...(at && { at }),
    ...(others.length > 0 && { related: others }),
    ...(hint !== undefined && { hint }),
  };
}

/** Only the name in a short form such as `data:/data`. */
function narrowed(place: Place, mark: string): Place {
  const start = place.column - 1;
  const shift = place.text?.startsWith(mark, start) ? 0 : 1;
  const isThere = place.length > mark.length && place.text?.startsWith(mark, start + shift);
  return isThere ? { ...place, column: place.column + shift, length: mark.length } : place;
}

const SECTION = {
  network: 'networks',
  volume: 'volumes',
  secret: 'secrets',
  config: 'configs',
  model: 'models',
} as const satisfies Record<ResourceKind, keyof CheckedProject>;

function checkReferences(project: CheckedProject, name: string, service: Service): Finding[] {
  return referencesOf(service).flatMap(({ kind, key, path, part }) => {
    const section = SECTION[kind];
    const known = project[section];
    if (key === '') return [withoutSource(kind, ['services', name, ...path])];
    if (has(known, key) || isImplicit(kind, key)) return [];
    return [
      {
        code: `unknown-${kind}`,
        message: `Service "${name}" uses the undefined ${kind} "${key}"`,
        path: ['services', name, ...path],
        part,
        mark: key,
        hint: () => didYouMean(key, known) ?? hintToDefine(kind, key),
      },
    ];
  });
}

const withoutSource = (kind: ResourceKind, path: Finding['path']): Finding => ({
  code: 'missing-key',
  message: 'The key "source" is missing',
  path,
  hint: `Add "source: …" with the name of a ${kind}`,
});

function hintToDefine(kind: ResourceKind, key: string): string {
  const define = `Define it: a line "${key}:" below a top-level "${SECTION[kind]}:"`;
  return kind === 'volume' ? `${define}; a directory begins with "./", as in "./${key}"` : define;
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
        : `service "${name}" depends on undefined service "${other}"`,
      path: ['services', name, 'depends_on', other],
      part: 'key',
      hint: isDisabled
        ? enableHint(project, other)
        : () => didYouMean(other, project.services, name),
    });
  }
  return findings;
}

function enableHint(project: CheckedProject, name: string): string {
  const profiles = project.disabledServices[name]?.profiles ?? [];
  const flags = profiles.map((profile) => `--profile ${profile}`).join(' or ');
  return `Enable it with ${flags}, or give both services the same profile`;
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
      message: `Service "${name}": container name "${container}" is already in use by service "${owner}"`,
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

function checkCycles(services: Project['services']): Finding[] {
  return findCycles(services).map((cycle) => {
    const [first, ...others] = cycle.slice(0, -1).map((name, index) => ({
      message: `"${name}" depends on "${cycle[index + 1] ?? ''}" here`,
      path: ['services', name, 'depends_on', cycle[index + 1] ?? ''],
    }));
    return {
      code: 'dependency-cycle',
      message: `dependency cycle detected: ${shortened(cycle).join(' -> ')}`,
      path: first?.path ?? ['services'],
      part: 'key',
      related: others.slice(0, MOST_RELATED),
      hint:
        others.length > 0
          ? 'Remove one of these dependencies'
          : 'A service cannot depend on itself: remove it from its own dependencies',
    };
  });
}

const MOST_RELATED = 10;
const LONGEST_CYCLE = 50;

const shortened = (cycle: readonly string[]): readonly string[] =>
  cycle.length > LONGEST_CYCLE
    ? [
        ...cycle.slice(0, LONGEST_CYCLE),
        `… ${cycle.length - LONGEST_CYCLE - 1} more`,
        cycle[0] ?? '',
      ]
    : cycle;

const has = (record: object, key: string): boolean => Object.hasOwn(record, key);

function didYouMean(word: string, known: object, not?: string): string | undefined {
  const candidates = Object.keys(known).filter((name) => name !== not);
  const suggestion = suggest(word, candidates);
  return suggestion === undefined ? undefined : `Did you mean "${suggestion}"?`;
}
