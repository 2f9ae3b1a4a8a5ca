import { describe, expect, test } from 'vitest';
import { LABEL } from '../../../../src/model/labels.ts';
import { buildContainerRequest } from '../../../../src/plan/request/container-request.ts';
import { hostConfigOf, makeInput, makeProject } from './make-input.ts';

const FIELDS: unknown = expect.stringContaining('"command"');

test('a minimal service', () => {
  const { body, ...query } = buildContainerRequest(
    makeInput({ command: ['sleep', '1'] }, { imageId: 'sha256:1' }),
  );
  expect(query).toEqual({ name: 'shop-web-1' });
  expect(body).toEqual({
    Image: 'nginx',
    Cmd: ['sleep', '1'],
    Entrypoint: null,
    Env: null,
    Labels: {
      'com.docker.compose.config-hash':
        '8505cb5be2beeec658bd9cb8c0f495a69d9c8f109397b81eb280ce2dfc0f4234',
      'com.docker.compose.container-number': '1',
      'com.docker.compose.depends_on': '',
      'com.docker.compose.image': 'sha256:1',
      'com.docker.compose.oneoff': 'False',
      'com.docker.compose.project': 'shop',
      'com.docker.compose.project.config_files': '/app/compose.yaml',
      'com.docker.compose.project.working_dir': '/app',
      'com.docker.compose.service': 'web',
      'com.docker.compose.version': '2.40.3',
      'dev.flotilla.fields': FIELDS,
    },
    AttachStdin: false,
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      NetworkMode: 'shop_default',
      RestartPolicy: { Name: '', MaximumRetryCount: 0 },
      PortBindings: {},
      OomKillDisable: false,
    },
    NetworkingConfig: {
      EndpointsConfig: { shop_default: { Aliases: ['shop-web-1', 'web'], IPAMConfig: null } },
    },
  });
});

describe('fields of the body', () => {
  const bodyOf = (service: Parameters<typeof makeInput>[0]) =>
    buildContainerRequest(makeInput(service)).body;

  test('an explicitly empty command is not the image’s', () => {
    expect(bodyOf({ command: [], entrypoint: [] })).toMatchObject({ Cmd: [], Entrypoint: [] });
  });

  test('variables without a value are sent by name, and the service wins over proxy settings', () => {
    const input = makeInput(
      { environment: { B: null, A: 'x=y', HTTP_PROXY: 'own' } },
      { proxyEnvironment: { HTTP_PROXY: 'client', NO_PROXY: 'z' } },
    );
    expect(buildContainerRequest(input).body.Env).toEqual([
      'A=x=y',
      'B',
      'HTTP_PROXY=own',
      'NO_PROXY=z',
    ]);
  });

  test('a grace period is cut to whole seconds, and zero is sent', () => {
    expect(bodyOf({ stop_grace_period: '1.5s' })['StopTimeout']).toBe(1);
    expect(bodyOf({ stop_grace_period: '0s' })['StopTimeout']).toBe(0);
    expect(bodyOf({})).not.toHaveProperty('StopTimeout');
  });

  test('a healthcheck goes out in nanoseconds', () => {
    const check = {
      test: ['CMD', 'true'],
      interval: '1m30s',
      timeout: '500ms',
      start_period: '1h0m0s',
      start_interval: '1.5s',
      retries: 3,
    };
    expect(bodyOf({ healthcheck: check }).Healthcheck).toEqual({
      Test: ['CMD', 'true'],
      Interval: 90e9,
      Timeout: 5e8,
      StartPeriod: 3600e9,
      StartInterval: 15e8,
      Retries: 3,
    });
    expect(bodyOf({ healthcheck: { disable: true } }).Healthcheck).toEqual({ Test: ['NONE'] });
  });

  test('ports of one target collect, and exposed ranges go out as written', () => {
    const body = bodyOf({
      expose: ['71-72', '53/udp'],
      ports: [
        { target: 80, protocol: 'tcp' },
        { target: 80, protocol: 'tcp', published: '8080', host_ip: '127.0.0.1' },
      ],
    });
    expect(body.ExposedPorts).toEqual({ '71-72': {}, '53/udp': {}, '80/tcp': {} });
    expect(body.HostConfig.PortBindings).toEqual({
      '80/tcp': [
        { HostIp: '', HostPort: '' },
        { HostIp: '127.0.0.1', HostPort: '8080' },
      ],
    });
  });

  test('the platform is part of the query', () => {
    expect(buildContainerRequest(makeInput({ platform: 'linux/arm64' })).platform).toBe(
      'linux/arm64',
    );
  });
});

describe('restart policy', () => {
  test.each([
    [{ restart: 'on-failure:5' }, 'on-failure', 5],
    [{ restart: 'any' }, 'always', 0],
    [{ restart: 'no' }, 'no', 0],
    [{ restart: 'always', deploy: { restart_policy: { condition: 'none' } } }, 'no', 0],
    [{ deploy: { restart_policy: { condition: 'on-failure', max_attempts: 3 } } }, 'on-failure', 3],
  ])('%j', (service, Name, MaximumRetryCount) => {
    expect(hostConfigOf(service).RestartPolicy).toEqual({ Name, MaximumRetryCount });
  });
});

describe('labels', () => {
  const labelsOf = (...args: Parameters<typeof makeInput>) =>
    buildContainerRequest(makeInput(...args)).body.Labels;

  test('the project’s own labels win over the service’s', () => {
    const labels = labelsOf({ labels: { [LABEL.project]: 'other', mine: '1' } });
    expect(labels).toMatchObject({ [LABEL.project]: 'shop', mine: '1' });
  });

  test('dependencies are listed with condition and restart', () => {
    const labels = labelsOf({
      depends_on: {
        db: { condition: 'service_healthy', required: true, restart: true },
        cache: { condition: 'service_started', required: false },
      },
    });
    expect(labels[LABEL.dependsOn]).toBe('cache:service_started:false,db:service_healthy:true');
  });

  test('a one-off has a slug and no number', () => {
    const slug = 'ab'.repeat(32);
    const oneoff = { slug, networkAliases: false, attachStdin: true, autoRemove: true };
    const { body } = buildContainerRequest(makeInput({ stdin_open: true }, { oneoff }));
    expect(body.Labels).toMatchObject({ [LABEL.oneoff]: 'True', [LABEL.slug]: slug });
    expect(body.Labels).not.toHaveProperty(LABEL.containerNumber);
    expect(body).toMatchObject({ AttachStdin: true, StdinOnce: true, OpenStdin: true });
    expect(body.HostConfig['AutoRemove']).toBe(true);
    expect(body.NetworkingConfig?.EndpointsConfig['shop_default']?.Aliases).toEqual(['shop-web-1']);
  });

  test('a replacement names what it replaces, and env files given by hand are recorded', () => {
    const project = makeProject({ envFiles: ['/app/a.env', '/app/b.env'] });
    expect(labelsOf({}, { project, replaces: 'web-1' })).toMatchObject({
      [LABEL.replace]: 'web-1',
      [LABEL.environmentFile]: '/app/a.env,/app/b.env',
    });
  });

  test('there is no hash when part of the service is not carried out', () => {
    expect(labelsOf({ models: { llm: null } })).not.toHaveProperty(LABEL.configHash);
  });
});
