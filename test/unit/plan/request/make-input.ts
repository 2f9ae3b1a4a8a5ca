import type { HostConfig } from '../../../../src/model/engine-api.ts';
import { projectName } from '../../../../src/model/names.ts';
import type { Project } from '../../../../src/model/project.ts';
import type { Service } from '../../../../src/model/service.ts';
import { buildContainerRequest } from '../../../../src/plan/request/container-request.ts';
import type { RequestInput } from '../../../../src/plan/request/request-input.ts';

export function makeProject(change: Partial<Project> = {}): Project {
  const name = projectName('shop');
  if (name === undefined) throw new Error('not a project name');
  return {
    name,
    workingDir: '/app',
    composeFiles: ['/app/compose.yaml'],
    envFiles: [],
    services: {},
    disabledServices: {},
    networks: { default: { name: 'shop_default' } },
    volumes: {},
    secrets: {},
    configs: {},
    models: {},
    extensions: {},
    environment: {},
    ...change,
  };
}

export function makeInput(service: Service, change: Partial<RequestInput> = {}): RequestInput {
  return {
    project: makeProject(),
    serviceKey: 'web',
    service: { image: 'nginx', networks: { default: null }, ...service },
    number: 1,
    name: 'shop-web-1',
    containerName: 'shop-web-1',
    imageName: 'nginx',
    apiVersion: '1.51',
    containerIds: {},
    containerNames: {},
    inheritedMounts: [],
    ...change,
  };
}

/** The host config that is sent for a service. */
export const hostConfigOf = (service: Service, change: Partial<RequestInput> = {}): HostConfig =>
  buildContainerRequest(makeInput(service, change)).body.HostConfig;
