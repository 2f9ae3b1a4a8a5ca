/** Services that a program provides: its runs as steps, and its variables in the services that depend on it. */
import { serviceHash } from '../model/config-hash.ts';
import type { ObservedState } from '../model/observed.ts';
import type { Project } from '../model/project.ts';
import { type ProvidedBy, providedPrefix, providedVariables } from '../model/provided.ts';
import type { Provider, Service, StringMap } from '../model/service.ts';
import { gatesOf } from './dependency-gates.ts';
import type { PlanDraft } from './plan-draft.ts';
import { type ProviderCommand, type StepId, stepId } from './step.ts';
import type { UpContext } from './up-context.ts';
import type { UpOptions } from './up-options.ts';

/** Services of the project that depend on a provider: their environment is not in the files alone. */
export const providedServices = ({ services }: Pick<Project, 'services'>): readonly string[] =>
  Object.keys(services).filter((key) => providersOf(services, services[key] ?? {}).length > 0);

function providersOf(
  services: Project['services'],
  { depends_on = {} }: Service,
): readonly string[] {
  return Object.keys(depends_on).filter((key) => services[key]?.provider !== undefined);
}

type Known = Pick<UpOptions, 'provided' | 'proxyEnvironment'>;

/**
 * The project with the variables that providers have told. Those of a provider that has not been asked yet are taken to
 * be what the service's container has: the plan is made again when they are known.
 */
export function withProvided(project: Project, observed: ObservedState, known: Known): Project {
  const keys = providedServices(project);
  if (keys.length === 0) return project;
  const services = { ...project.services };
  for (const key of keys) {
    const service = services[key] ?? {};
    const providers = providersOf(project.services, service);
    const told = providers.map((name) => variablesOf(name, known.provided));
    const isOpen = providers.some((name) => !known.provided.has(name));
    const assumed = isOpen ? assume({ key, service, providers, observed, known }) : {};
    const environment = Object.assign({}, service.environment, assumed, ...told) as StringMap;
    if (Object.keys(environment).length > 0) services[key] = { ...service, environment };
  }
  return { ...project, services };
}

function variablesOf(name: string, provided: ProvidedBy): StringMap {
  const found = provided.get(name);
  return found === undefined ? {} : providedVariables(name, found);
}

interface Assumption {
  readonly key: string;
  readonly service: Service;
  readonly providers: readonly string[];
  readonly observed: ObservedState;
  readonly known: Known;
}

/** Those with the prefix of a provider; or all that the files do not have, where that is proven by the container's hash. */
function assume({ key, service, providers, observed, known }: Assumption): StringMap {
  const { environment = {} } = service;
  const foreign = Object.entries(observed.environments?.[key] ?? {}).filter(
    ([name]) => !Object.hasOwn(environment, name) && !Object.hasOwn(known.proxyEnvironment, name),
  );
  const all = Object.fromEntries(foreign);
  const hashes = new Set(
    observed.containers.flatMap((each) => (each.service === key ? (each.configHash ?? []) : [])),
  );
  const whole = { ...service, environment: { ...environment, ...all } };
  if (hashes.has(serviceHash(whole)) || hashes.has(serviceHash(whole, '5.5'))) return all;
  const prefixes = providers.map(providedPrefix);
  return Object.fromEntries(
    foreign.filter(([name]) => prefixes.some((prefix) => name.startsWith(prefix))),
  );
}

/** A variable of the file's that a provider replaces under its own name. */
export function reportOverrides(
  { services }: Project,
  { provided, placeOf }: UpOptions,
  draft: PlanDraft,
): void {
  for (const { key, provider, variable } of overrides(services, provided)) {
    const path = ['services', key, 'environment', variable];
    const at = placeOf(path);
    draft.report({
      code: 'provider-overrides',
      severity: 'warning',
      message: `provider "${provider}" overrides the variable "${variable}" of service "${key}"`,
      path: path.join('.'),
      ...(at === undefined ? {} : { at }),
      hint: 'remove the variable from the file, or let the provider use another name',
    });
  }
}

interface Override {
  readonly key: string;
  readonly provider: string;
  readonly variable: string;
}

const overrides = (services: Project['services'], provided: ProvidedBy): readonly Override[] =>
  providedServices({ services }).flatMap((key) => {
    const { environment = {}, ...service } = services[key] ?? {};
    return providersOf(services, service).flatMap((provider) =>
      Object.entries(provided.get(provider)?.raw ?? {})
        .filter(([name, value]) => (environment[name] ?? value) !== value)
        .map(([variable]) => ({ key, provider, variable })),
    );
  });

/** Asks the provider of a service once a run; its dependencies must have been planned before. */
export function planProvider(context: UpContext, key: string): void {
  const { project, draft, options } = context;
  const provider = project.services[key]?.provider;
  if (provider === undefined || options.provided.has(key)) return;
  const after = options.start ? gatesOf(context, key) : providerStepsBefore(context, key);
  context.providers.set(key, addProvider(draft, { key, provider, command: 'up' }, after));
}

/** The runs of the providers that a service depends on. */
export const providerStepsBefore = (
  { project, providers }: Pick<UpContext, 'project' | 'providers'>,
  key: string,
): readonly StepId[] =>
  Object.keys(project.services[key]?.depends_on ?? {}).flatMap((name) => providers.get(name) ?? []);

interface ProviderRun {
  readonly key: string;
  readonly provider: Provider;
  readonly command: ProviderCommand;
}

export const addProvider = (
  draft: PlanDraft,
  { key, provider, command }: ProviderRun,
  after: readonly StepId[],
): StepId =>
  draft.add({
    kind: 'runProvider',
    id: stepId(`provider/${key}/${command}`),
    after,
    resource: { kind: 'provider', name: key, service: key },
    reason: { kind: 'provided', type: provider.type },
    risk: command === 'up' ? 'none' : 'interrupts',
    service: key,
    provider,
    command,
  });
