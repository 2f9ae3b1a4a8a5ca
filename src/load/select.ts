/** Which services run: by profile, by name with dependencies; and which resources they need. */
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Service } from '../model/service.ts';
import { suggest } from '../model/suggest.ts';
import type { CheckedProject } from './finding.ts';
import { matchesGlob } from './glob.ts';
import { referencesOf } from './service-references.ts';

type Services = Readonly<Record<string, Service>>;

export interface Enabled {
  readonly services: Services;
  readonly disabledServices: Services;
}

export const isPattern = (name: string): boolean => /[*?[]/.test(name);

/** Every profile that a service names, sorted. */
export function declaredProfiles(services: Services): readonly string[] {
  const profiles = Object.values(services).flatMap((service) => service.profiles ?? []);
  return [...new Set(profiles)].toSorted();
}

/** A warning for each profile that was asked for by a flag and that no service has. */
export function unknownProfiles(
  given: readonly string[],
  declared: readonly string[],
): readonly Diagnostic[] {
  const unknown = given.filter((name) => name !== '' && name !== '*' && !declared.includes(name));
  return [...new Set(unknown)].map((name) => {
    const near = suggest(name, declared);
    const known = declared.length === 0 ? 'No service has any' : `Known: ${declared.join(', ')}`;
    return {
      code: 'unknown-profile',
      severity: 'warning',
      message: `No service has the profile "${name}"`,
      hint: near === undefined ? known : `Did you mean "${near}"?`,
    };
  });
}

/** Profiles of services named on the command line count as active, for the whole project. */
export function withProfilesOf(
  services: Services,
  names: readonly string[],
  profiles: readonly string[],
): readonly string[] {
  const more = names.flatMap((name) => own(services, name)?.profiles ?? []);
  return [...profiles, ...more];
}

export function enableByProfile(services: Services, profiles: readonly string[]): Enabled {
  const active = new Set(profiles);
  return split(
    services,
    ({ profiles: wanted = [] }) =>
      wanted.length === 0 || active.has('*') || wanted.some((profile) => active.has(profile)),
  );
}

export interface Selection extends Enabled {
  readonly diagnostics: readonly Diagnostic[];
}

/** The named services, and what they depend on unless that is unwanted. No names: all. */
export function selectServices(
  enabled: Enabled,
  names: readonly string[],
  withoutDependencies: boolean,
): Selection {
  if (names.length === 0) return { ...enabled, diagnostics: [] };
  const diagnostics: Diagnostic[] = [];
  const known = Object.keys(enabled.services);
  const wanted: string[] = [];
  for (const name of names) {
    const found = isPattern(name) ? known.filter((key) => matchesGlob(key, name)) : [name];
    wanted.push(...found.filter((key) => own(enabled.services, key)));
    if (found.some((key) => !own(enabled.services, key)) || found.length === 0) {
      diagnostics.push(noSuchService(name, enabled));
    }
  }
  const kept = withoutDependencies ? new Set(wanted) : withDependencies(enabled, wanted);
  const selected = split(enabled.services, (_, name) => kept.has(name));
  return {
    services: withoutLost(selected.services, withoutDependencies),
    disabledServices: { ...enabled.disabledServices, ...selected.disabledServices },
    diagnostics,
  };
}

function withDependencies(enabled: Enabled, wanted: readonly string[]): ReadonlySet<string> {
  const kept = new Set<string>();
  const waiting = [...wanted];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const service = own(enabled.services, name);
    if (!service || kept.has(name)) continue;
    kept.add(name);
    waiting.push(...Object.keys(service.depends_on ?? {}));
  }
  return kept;
}

/** Left out by the user's wish, or not enabled and not required: nothing may wait for them. */
function withoutLost(services: Services, withoutDependencies: boolean): Services {
  return fromEntries(
    Object.entries(services).map(([name, service]) => {
      const dependencies = Object.entries(service.depends_on ?? {});
      const kept = dependencies.filter(
        ([other, { required }]) => own(services, other) || (required && !withoutDependencies),
      );
      if (kept.length === dependencies.length) return [name, service];
      const { depends_on: _, ...rest } = service;
      return [name, kept.length > 0 ? { ...rest, depends_on: fromEntries(kept) } : rest];
    }),
  );
}

const SECTIONS = {
  networks: 'network',
  volumes: 'volume',
  secrets: 'secret',
  configs: 'config',
  models: 'model',
} as const;

/** Drops resources that no service uses. */
export function dropUnused<T extends CheckedProject>(project: T): T {
  const used = new Set<string>();
  for (const service of Object.values(project.services)) {
    for (const { kind, key } of referencesOf(service)) used.add(`${kind} ${key}`);
  }
  const keep = <V>(section: keyof typeof SECTIONS, values: Readonly<Record<string, V>>) =>
    fromEntries(Object.entries(values).filter(([key]) => used.has(`${SECTIONS[section]} ${key}`)));
  return {
    ...project,
    networks: keep('networks', project.networks),
    volumes: keep('volumes', project.volumes),
    secrets: keep('secrets', project.secrets),
    configs: keep('configs', project.configs),
    models: keep('models', project.models),
  };
}

function split(
  services: Services,
  isEnabled: (service: Service, name: string) => boolean,
): Enabled {
  const all = Object.entries(services);
  return {
    services: fromEntries(all.filter(([name, service]) => isEnabled(service, name))),
    disabledServices: fromEntries(all.filter(([name, service]) => !isEnabled(service, name))),
  };
}

/** Without a prototype, so that any name is only a name. */
function fromEntries<V>(entries: readonly (readonly [string, V])[]): Readonly<Record<string, V>> {
  const result = Object.create(null) as Record<string, V>;
  for (const [key, value] of entries) result[key] = value;
  return result;
}

const own = <V>(record: Readonly<Record<string, V>>, key: string): V | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

function noSuchService(name: string, enabled: Enabled): Diagnostic {
  const disabled = own(enabled.disabledServices, name);
  const suggestion = suggest(name, Object.keys(enabled.services));
  const hint = disabled
    ? `No active profile enables it; use ${(disabled.profiles ?? []).map((profile) => `--profile ${profile}`).join(' or ')}`
    : suggestion && `Did you mean "${suggestion}"?`;
  return {
    code: 'no-such-service',
    severity: 'error',
    message: `no such service: ${name}`,
    ...(hint && { hint }),
  };
}
