import { expect, test } from 'vitest';
import { renderCredentials, withApiSocket } from '../../../src/plan/api-socket.ts';
import { planUp } from '../../../src/plan/plan-up.ts';
import { FACTS, makeObserved, makeProject, upOptions } from '../../support/plan-fixtures.ts';

const address = 'unix:///run/engine.sock';
const project = makeProject({
  web: {
    use_api_socket: true,
    environment: { A: '1' },
    volumes: [{ type: 'tmpfs', target: '/t' }],
  },
  own: { use_api_socket: true, environment: { DOCKER_CONFIG: '/mine' } },
  other: {},
});

test('a service gets the socket, the logins and the way to them', () => {
  const { services, configs } = withApiSocket(project, { address, credentials: 'text' });
  expect(services['web']).toMatchObject({
    environment: { A: '1', DOCKER_CONFIG: '/run/secrets/docker' },
    volumes: [
      { type: 'tmpfs', target: '/t' },
      { type: 'bind', source: '/run/engine.sock', target: '/var/run/docker.sock' },
    ],
    configs: [{ source: '#apisocket', target: '/run/secrets/docker/config.json' }],
  });
  expect(services['own']?.environment).toEqual({ DOCKER_CONFIG: '/mine' });
  expect(services['other']).toBe(project.services['other']);
  expect(configs['#apisocket']?.content).toBe('text');
});

test('a project without such a service stays as it is', () => {
  const plain = makeProject({ other: {} });
  expect(withApiSocket(plain, { address })).toBe(plain);
});

test('no digest is kept of logins', () => {
  const observed = makeObserved(project);
  const { steps } = planUp({ project, observed, facts: FACTS, options: upOptions() });
  const create = steps.find(
    (step) => step.kind === 'createContainer' && step.resource.service === 'web',
  );
  const labels = create?.kind === 'createContainer' ? create.draft.request.body.Labels : {};
  expect(labels).not.toHaveProperty('dev.flotilla.files');
  expect(steps.find(({ kind }) => kind === 'putFiles')).toMatchObject({
    paths: ['/run/secrets/docker/config.json'],
  });
});

test('an engine without a socket on this machine is refused', () => {
  const facts = { ...FACTS, address: 'tcp://10.0.0.1:2376' };
  const { diagnostics } = planUp({
    project,
    observed: makeObserved(project),
    facts,
    options: upOptions(),
  });
  expect(diagnostics).toMatchObject([
    { code: 'api-socket-not-local', severity: 'error', path: 'services.web.use_api_socket' },
    { code: 'api-socket-not-local', severity: 'error', path: 'services.own.use_api_socket' },
  ]);
});

test('logins are written as docker keeps them', () => {
  const text = renderCredentials({
    'r.example.org:1': { username: 'u', password: 'p' },
    'https://index.docker.io/v1/': { identitytoken: 't' },
  });
  expect(text).toBe(
    [
      '{',
      '\t"auths": {',
      '\t\t"https://index.docker.io/v1/": {',
      '\t\t\t"identitytoken": "t"',
      '\t\t},',
      '\t\t"r.example.org:1": {',
      '\t\t\t"auth": "dTpw"',
      '\t\t}',
      '\t}',
      '}',
    ].join('\n'),
  );
});
