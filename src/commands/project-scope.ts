/** Which project a lifecycle command is about, with files or from labels alone. */
import type { ObservedState } from '../model/observed.ts';
import { projectName, type ProjectName } from '../model/names.ts';
import type { Origins, Project } from '../model/project.ts';
import { projectFromLabels } from '../plan/project-from-labels.ts';
import { type Context, UserError } from './context.ts';

export interface Scope {
  readonly name: ProjectName;
  /** Absent when the command works from labels alone. */
  readonly project?: Project;
  /** Where its values stand in the files. */
  readonly placeOf?: Origins['placeOf'];
  /** Services named on the command line. */
  readonly named: readonly string[];
  /** The project as far as it is known, once the engine has been looked at. */
  projectIn(observed: ObservedState): Project;
}

/** Loads the files where there are some; throws `UserError` for a service that they do not declare. */
export async function findScope(context: Context, named: readonly string[]): Promise<Scope> {
  const { name, loaded } = await context.loadOrName();
  const checked = projectName(name);
  if (checked === undefined) throw new UserError(`invalid project name "${name}"`);
  if (loaded === undefined)
    return { name: checked, named, projectIn: (observed) => projectFromLabels(checked, observed) };
  const project = enableNamed(loaded.project, named);
  const { origins } = loaded;
  return {
    name: checked,
    project,
    placeOf: (path, part) => origins.placeOf(path, part),
    named,
    projectIn: () => project,
  };
}

/** Services that are named count as enabled, whatever their profiles. */
function enableNamed(project: Project, named: readonly string[]): Project {
  const services = { ...project.services };
  const disabledServices = { ...project.disabledServices };
  for (const key of named) {
    if (Object.hasOwn(services, key)) continue;
    const service = disabledServices[key];
    if (service === undefined) throw noSuchService(key);
    services[key] = service;
    delete disabledServices[key];
  }
  return { ...project, services, disabledServices };
}

/** What a run on the scope can say of the files. */
export const filesOf = ({ project, placeOf }: Scope): Pick<Scope, 'project' | 'placeOf'> => ({
  ...(project === undefined ? {} : { project }),
  ...(placeOf === undefined ? {} : { placeOf }),
});

export const noSuchService = (key: string): UserError => new UserError(`no such service: ${key}`);

/** Names and images of the project's resources, for looking at the engine. */
export function resourcesOf(project: Project | undefined): {
  readonly networkNames: readonly string[];
  readonly volumeNames: readonly string[];
} {
  return {
    networkNames: Object.values(project?.networks ?? {}).map((network) => network.name),
    volumeNames: Object.values(project?.volumes ?? {}).map((volume) => volume.name),
  };
}
