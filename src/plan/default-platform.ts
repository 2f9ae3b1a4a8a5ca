/** `DOCKER_DEFAULT_PLATFORM`: the platform of images whose service names none. */
import type { Project } from '../model/project.ts';
import type { Service } from '../model/service.ts';

type Environment = Pick<Project, 'environment'>;

/** What is pulled and created for the service; the default does not count in its hash. */
export const platformOf = ({ environment }: Environment, service: Service): string | undefined =>
  service.platform || environment['DOCKER_DEFAULT_PLATFORM'] || undefined;

/** Services that are built take the default as their own, so that it does count, as Docker Compose has it. */
export function withBuildPlatforms(project: Project): Project {
  if (!project.environment['DOCKER_DEFAULT_PLATFORM']) return project;
  const services = Object.entries(project.services).map(([key, service]) => {
    const platform = service.build === undefined ? service.platform : platformOf(project, service);
    return [key, platform === undefined ? service : { ...service, platform }];
  });
  return { ...project, services: Object.fromEntries(services) as Project['services'] };
}
