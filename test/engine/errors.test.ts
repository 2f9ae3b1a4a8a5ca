import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { isEngineError, type EngineError } from '../../src/model/engine-error.ts';
import { LABEL } from '../../src/model/labels.ts';
import {
  collectText,
  randomSubnet,
  testEngine,
  testProject,
  type TestProject,
} from '../support/engine.ts';

async function failureOf(work: Promise<unknown>): Promise<EngineError> {
  const error = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (!isEngineError(error)) throw new Error(`no EngineError: ${String(error)}`);
  return error;
}

const kindOf = async (work: Promise<unknown>): Promise<string> => (await failureOf(work)).kind;

const labelsOf = (project: TestProject): Record<string, string> => ({
  [LABEL.project]: project.name,
});

/** A small network of its own range, so that tests do not use up the engine's pools. */
async function createNetwork(project: TestProject, name: string, subnet?: string): Promise<string> {
  const IPAM = subnet === undefined ? {} : { IPAM: { Config: [{ Subnet: subnet }] } };
  const Name = `${project.name}_${name}`;
  return project.engine.createNetwork({ Name, ...IPAM, Labels: labelsOf(project) });
}

test('what is not there is notFound, with the engine’s sentence', async () => {
  const engine = testEngine();
  const missing = await failureOf(engine.inspectContainer('no-such-thing'));
  expect(missing).toMatchObject({
    kind: 'notFound',
    status: 404,
    request: 'GET /containers/no-such-thing/json',
    text: 'No such container: no-such-thing',
  });
  expect(await kindOf(engine.startContainer('no-such-thing'))).toBe('notFound');
  expect(await kindOf(engine.inspectNetwork('no-such-thing'))).toBe('notFound');
  expect(await kindOf(engine.removeNetwork('no-such-thing'))).toBe('notFound');
  expect(await kindOf(engine.removeVolume('no-such-thing'))).toBe('notFound');
  expect(await kindOf(engine.removeImage('no-such-thing:1'))).toBe('notFound');
  expect(await kindOf(engine.waitContainer('no-such-thing', 'removed'))).toBe('notFound');
  expect(await kindOf(engine.logs('no-such-thing', false))).toBe('notFound');
  expect(await kindOf(engine.attach('no-such-thing'))).toBe('notFound');
  // Names that would be more than a name in a path are only names.
  for (const id of ['../images/json?x=', '..', '//x', 'ä b']) {
    expect(await kindOf(engine.inspectContainer(id))).toBe('notFound');
  }
});

test('a missing image is notFound on create', async () => {
  await using project = testProject('err');
  const request = project.request('a', { Image: 'no-such-image:1' });
  expect(await failureOf(project.engine.createContainer(request))).toMatchObject({
    kind: 'notFound',
    text: 'No such image: no-such-image:1',
  });
});

test('of parallel creates with one name exactly one wins, the others are nameTaken', async () => {
  await using project = testProject('err');
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => project.create('same')));
  const failed = outcomes.filter((each) => each.status === 'rejected');
  expect(failed).toHaveLength(2);
  for (const { reason } of failed) expect(isEngineError(reason, 'nameTaken')).toBe(true);
});

test('networks: taken names, overlapping ranges, connections and use', async () => {
  await using project = testProject('err');
  const { engine } = project;
  const subnet = randomSubnet();
  const network = await createNetwork(project, 'n', subnet);
  expect(await kindOf(createNetwork(project, 'n', randomSubnet()))).toBe('nameTaken');
  expect(await kindOf(createNetwork(project, 'm', subnet))).toBe('subnetOverlap');
  const id = await project.create('c', {
    Cmd: ['sleep', '600'],
    HostConfig: { NetworkMode: `${project.name}_n` },
  });
  await engine.startContainer(id);
  expect((await engine.inspectNetwork(network)).containers).toEqual([id]);
  expect(await kindOf(engine.connectNetwork(network, id, {}))).toBe('alreadyConnected');
  expect(await kindOf(engine.removeNetwork(network))).toBe('inUse');
  await engine.disconnectNetwork(network, id);
  expect(await kindOf(engine.disconnectNetwork(network, id))).toBe('notConnected');
  expect(await kindOf(engine.disconnectNetwork(network, id, { force: true }))).toBe('notConnected');
});

test('a volume in use is inUse', async () => {
  await using project = testProject('err');
  const name = `${project.name}_v`;
  await project.engine.createVolume({ Name: name, Labels: labelsOf(project) });
  await project.create('c', { HostConfig: { Binds: [`${name}:/data`] } });
  expect(await kindOf(project.engine.removeVolume(name))).toBe('inUse');
});

test('a port that is taken is portTaken, by a container and by a process', async () => {
  await using project = testProject('err');
  const server = createServer().listen(0, '0.0.0.0');
  const address = await new Promise<{ readonly port: number }>((resolve) =>
    server.once('listening', () => resolve(server.address() as { readonly port: number })),
  );
  const publishing = (name: string, HostPort: string): Promise<string> =>
    project.create(name, {
      ExposedPorts: { '80/tcp': {} },
      HostConfig: { NetworkMode: 'bridge', PortBindings: { '80/tcp': [{ HostIp: '', HostPort }] } },
    });
  const { engine } = project;
  expect(await kindOf(engine.startContainer(await publishing('p', `${address.port}`)))).toBe(
    'portTaken',
  );
  server.close();
  await engine.startContainer(await publishing('a', `${address.port}`));
  expect(await kindOf(engine.startContainer(await publishing('b', `${address.port}`)))).toBe(
    'portTaken',
  );
});

test('a network that is gone at start is networkMissing', async () => {
  await using project = testProject('err');
  const { engine } = project;
  const network = await createNetwork(project, 'gone', randomSubnet());
  const id = await project.create('c', { HostConfig: { NetworkMode: `${project.name}_gone` } });
  await engine.removeNetwork(network);
  expect(await kindOf(engine.startContainer(id))).toBe('networkMissing');
});

test('a command that cannot run is badCommand and leaves the wait open until it is cancelled', async () => {
  await using project = testProject('err');
  const { engine } = project;
  const id = await project.create('c', { Cmd: ['/nosuch'] });
  const stop = new AbortController();
  const { exitCode } = await engine.waitContainer(id, 'next-exit', { signal: stop.signal });
  expect(await failureOf(engine.startContainer(id))).toMatchObject({
    kind: 'badCommand',
    status: 400,
  });
  expect((await engine.inspectContainer(id)).state).toMatchObject({
    status: 'created',
    exitCode: 127,
  });
  stop.abort();
  expect(await kindOf(exitCode)).toBe('cancelled');
});

test('a file that may not be executed is badCommand, too', async () => {
  await using project = testProject('err');
  const id = await project.create('c', { Cmd: ['/etc/passwd'] });
  const failure = await failureOf(project.engine.startContainer(id));
  expect(failure).toMatchObject({ kind: 'badCommand' });
  expect(failure.text).toMatch(/permission denied/);
});

test('an attached stream ends when the start fails', async () => {
  await using project = testProject('err');
  const id = await project.create('c', { Cmd: ['/nosuch'] });
  const session = await project.engine.attach(id);
  await project.engine.startContainer(id).catch(() => {});
  expect(await collectText(session.output)).toBe('');
});

test('a mount whose source is missing is bindMissing', async () => {
  await using project = testProject('err');
  const Mounts = [{ Type: 'bind', Source: '/no/such/path', Target: '/data' }];
  expect(await kindOf(project.create('c', { HostConfig: { Mounts } }))).toBe('bindMissing');
});

test('what the state does not allow is wrongState', async () => {
  await using project = testProject('err');
  const { engine } = project;
  const id = await project.create('c');
  expect(await kindOf(engine.killContainer(id))).toBe('wrongState');
  expect(await kindOf(engine.pauseContainer(id))).toBe('wrongState');
  await engine.startContainer(id);
  expect(await kindOf(engine.removeContainer(id))).toBe('wrongState');
  expect(await kindOf(engine.unpauseContainer(id))).toBe('wrongState');
  await engine.killContainer(id);
});

test('a bad signal is refused with a text', async () => {
  await using project = testProject('err');
  const { engine } = project;
  const id = await project.create('c');
  await engine.startContainer(id);
  const failure = await failureOf(engine.killContainer(id, { killSignal: 'SIGNOPE' }));
  expect(failure.kind).toBe('rejected');
  expect(failure.text).toContain('invalid signal: SIGNOPE');
});

test('a version that the engine does not have is apiVersion, and no version is assumed', async () => {
  for (const version of ['1.99', '1.24']) {
    using engine: Engine & Disposable = testEngine({ env: { DOCKER_API_VERSION: version } });
    expect(await kindOf(engine.listContainers({}))).toBe('apiVersion');
  }
  using engine = testEngine({ env: { DOCKER_API_VERSION: '1.99' } });
  expect((await failureOf(engine.listContainers({}))).text).toContain(
    'client version 1.99 is too new. Maximum supported API version is 1.51',
  );
});
