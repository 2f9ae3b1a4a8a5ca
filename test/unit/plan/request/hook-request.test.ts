import { expect, it } from 'vitest';
import { finishHookRequest, hookRequest } from '../../../../src/plan/request/hook-request.ts';
import type { ContainerRequest } from '../../../../src/model/engine-api.ts';
import type { Project } from '../../../../src/model/project.ts';
import type { Hook, Service } from '../../../../src/model/service.ts';
import { makeProject } from '../../../support/plan-fixtures.ts';

const request = (
  service: Service,
  hook: Hook = { command: ['true'] },
  more: Partial<Project> = {},
): ContainerRequest =>
  hookRequest({
    project: makeProject({ web: service }, more),
    serviceKey: 'web',
    hook,
    name: 'shop-web-pre_start-0',
    imageName: 'app:1',
  });

it('takes over what the service has and the hook does not say', () => {
  const service: Service = {
    user: '1000',
    working_dir: '/srv',
    environment: { A: 'service', B: 'service' },
    extra_hosts: ['far=10.0.0.1'],
  };
  expect(request(service, { command: ['true'], environment: { B: 'hook' } }).body).toMatchObject({
    Image: 'app:1',
    Cmd: ['true'],
    User: '1000',
    WorkingDir: '/srv',
    Env: ['A=service', 'B=hook'],
    HostConfig: { ExtraHosts: ['far:10.0.0.1'] },
  });
  expect(request(service, { user: 'root', working_dir: '/', privileged: true }).body).toMatchObject(
    {
      Cmd: null,
      User: 'root',
      WorkingDir: '/',
      HostConfig: { Privileged: true },
    },
  );
});

it('is found by its labels, and taken for a container of the service by no tool', () => {
  const labels = request({ labels: { own: 'label' } }).body.Labels;
  expect(labels).toEqual({
    'com.docker.compose.project': 'shop',
    'com.docker.compose.service': 'web',
    'com.docker.compose.version': '2.40.3',
    'com.docker.compose.hook': 'pre_start',
  });
});

it('joins the networks of the service without its names and addresses', () => {
  const networks = { back: { name: 'shop_back' }, front: { name: 'shop_front' } };
  const { HostConfig, NetworkingConfig } = request(
    {
      networks: {
        back: { aliases: ['x'], ipv4_address: '10.0.0.7', mac_address: '02:42:ac:11:00:07' },
        front: { priority: 5, driver_opts: { mode: 'fast' } },
      },
    },
    undefined,
    { networks },
  ).body;
  expect(HostConfig.NetworkMode).toBe('shop_front');
  expect(NetworkingConfig).toEqual({
    EndpointsConfig: { shop_front: { DriverOpts: { mode: 'fast' } }, shop_back: {} },
  });
});

it('shares the volumes of the container, and the network of the one that the service shares', () => {
  const finished = finishHookRequest(request({ network_mode: 'service:db' }), {
    volumes: 'abc',
    network: 'def',
  });
  expect(finished.body.HostConfig).toEqual({ NetworkMode: 'container:def', VolumesFrom: ['abc'] });
  expect(finished.body.NetworkingConfig).toBeUndefined();
  const alone = finishHookRequest(request({ network_mode: 'host' }), { volumes: 'abc' });
  expect(alone.body.HostConfig).toEqual({ NetworkMode: 'host', VolumesFrom: ['abc'] });
});
