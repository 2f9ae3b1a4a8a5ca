import type { LoadResult } from '../load/load-project.ts';
import { childOf } from '../load/tree.ts';
import { builtImageName } from '../model/names.ts';
import type { Project } from '../model/project.ts';
import { maskValue } from '../render/mask.ts';
import { show } from '../render/show.ts';

export type Loaded = LoadResult & { readonly project: Project };

type RenderList = (loaded: Loaded, isRaw: boolean) => string;

/** One name a line, sorted. */
export const LISTS = {
  services: (loaded, isRaw) =>
    lines(isRaw ? writtenServices(loaded) : keys(loaded.project.services)),
  volumes: ({ project }) => lines(keys(project.volumes)),
  networks: ({ project }) => lines(keys(project.networks)),
  models: ({ project }) => lines(keys(project.models)),
  profiles: ({ declaredProfiles }) => lines(declaredProfiles),
  images: ({ project }) =>
    keys(project.services)
      .toSorted()
      .map((name) => `${project.services[name]?.image || builtImageName(project.name, name)}\n`)
      .join(''),
  environment: ({ project }) =>
    lines(Object.entries(project.environment).map(([name, value]) => `${name}=${value}`)),
} as const satisfies Record<string, RenderList>;

/** For a person's eyes: only the variables that the files mention, without what looks like a secret. */
export function renderReadVariables({ project, variables }: Loaded): string {
  const names = new Set(variables.map(({ name }) => name));
  const known = Object.entries(project.environment).filter(([name]) => names.has(name));
  return lines(known.map(([name, value]) => `${name}=${show(maskValue(name, value))}`));
}

export type ListName = keyof typeof LISTS;

const keys = (record: object): string[] => Object.keys(record);

const lines = (items: readonly string[]): string =>
  items
    .toSorted()
    .map((item) => `${item}\n`)
    .join('');

// While variables are in the text, profiles have not been looked at.
function writtenServices({ tree }: Loaded): readonly string[] {
  const services = childOf(tree, 'services');
  return services?.kind === 'map' ? [...services.entries.keys()] : [];
}
