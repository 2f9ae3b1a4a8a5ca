import { LABEL } from '../model/labels.ts';
import type { ObservedState } from '../model/observed.ts';
import type { Network, Project, Volume } from '../model/project.ts';
import type { ProjectName } from '../model/names.ts';
import type { Dependency, DependencyCondition, Service } from '../model/service.ts';

/** The project as its resources' labels tell it, for commands that run without compose files. */
export function projectFromLabels(name: ProjectName, observed: ObservedState): Project {
  return {
    name,
    workingDir: '',
    composeFiles: [],
    envFiles: [],
    services: servicesOf(observed),
    disabledServices: {},
    networks: networksOf(observed),
    volumes: volumesOf(observed),
    secrets: {},
    configs: {},
    models: {},
    extensions: {},
    environment: {},
  };
}

function servicesOf(observed: ObservedState): Readonly<Record<string, Service>> {
  const services = Object.create(null) as Record<string, Service>;
  for (const container of observed.containers) {
    if (container.oneoff) continue;
    const known = services[container.service];
    services[container.service] = {
      image: container.image,
      scale: (known?.scale ?? 0) + 1,
      depends_on: { ...known?.depends_on, ...parseDependsOn(container.labels[LABEL.dependsOn]) },
    };
  }
  return services;
}

const CONDITIONS: ReadonlySet<string> = new Set<DependencyCondition>([
  'service_started',
  'service_healthy',
  'service_completed_successfully',
]);

/** `db:service_healthy:true,cache:service_started:false`; releases before 2.x wrote the name alone. */
export function parseDependsOn(label: string | undefined): Readonly<Record<string, Dependency>> {
  const dependencies = Object.create(null) as Record<string, Dependency>;
  for (const part of (label ?? '').split(',')) {
    const [service = '', condition = '', restart = 'true'] = part.trim().split(':');
    if (service === '') continue;
    dependencies[service] = {
      condition: CONDITIONS.has(condition) ? (condition as DependencyCondition) : 'service_started',
      required: true,
      restart: restart === 'true',
    };
  }
  return dependencies;
}

function networksOf(observed: ObservedState): Readonly<Record<string, Network>> {
  const networks = Object.create(null) as Record<string, Network>;
  for (const network of observed.networks) {
    const key = network.labels[LABEL.network];
    if (key !== undefined && network.labels[LABEL.project] === observed.project)
      networks[key] = { name: network.name };
  }
  return networks;
}

function volumesOf(observed: ObservedState): Readonly<Record<string, Volume>> {
  const volumes = Object.create(null) as Record<string, Volume>;
  for (const volume of observed.volumes) {
    const key = volume.labels[LABEL.volume];
    if (key !== undefined && volume.labels[LABEL.project] === observed.project)
      volumes[key] = { name: volume.name };
  }
  return volumes;
}
