import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { observe } from '../../src/engine/observe.ts';
import { LABEL } from '../../src/model/labels.ts';
import { startFaultProxy, strikeAll, strikeAt } from '../support/fault-proxy.ts';
import { collectText, testEngine, testProject } from '../support/engine.ts';
import { root } from '../support/source-tree.ts';

const nothing = {
  project: 'no-such-project',
  networkNames: [],
  volumeNames: [],
  images: ['busybox'],
};

describe('requests', () => {
  test('a project is observed with all calls at once, and the version with them', async () => {
    await using proxy = await startFaultProxy();
    const all = Promise.withResolvers<undefined>();
    // nothing is answered before all have asked
    proxy.addRule({
      matches: () => true,
      fault: (nth) => {
        if (nth === 5) all.resolve(undefined);
        return all.promise;
      },
    });
    using engine = testEngine({ socket: proxy.socket });
    await Promise.all([engine.info(), observe(engine, nothing)]);
    expect([...proxy.lines()].toSorted()).toEqual([
      'GET /_ping',
      'GET /containers/json',
      'GET /images/busybox:latest/json',
      'GET /networks',
      'GET /volumes',
    ]);
  }, 20_000);

  test('the engine is asked for its version once', async () => {
    await using proxy = await startFaultProxy();
    using engine = testEngine({ socket: proxy.socket });
    await Promise.all([engine.info(), engine.info()]);
    await engine.info();
    expect(proxy.lines()).toEqual(['GET /_ping']);
  });

  test('what a container is made of never gets into the URL', async () => {
    await using proxy = await startFaultProxy();
    using engine = testEngine({ socket: proxy.socket });
    await using project = testProject('secret', engine);
    await project.create('c', { Env: ['TOKEN=hush'] });
    const create = proxy.requests.find(({ path }) => path === '/containers/create');
    expect([...(create?.query.keys() ?? [])]).toEqual(['name']);
    expect(JSON.parse(create?.body ?? '')).toMatchObject({ Env: ['TOKEN=hush'] });
  });

  test('every request names the program and carries the headers of config.json', async () => {
    const config = mkdtempSync(join(tmpdir(), 'docker-config-'));
    onTestFinished(() => rmSync(config, { recursive: true }));
    writeFileSync(
      join(config, 'config.json'),
      '{"HttpHeaders":{"X-Own":"1","User-Agent":"other"}}',
    );
    await using proxy = await startFaultProxy();
    using engine = testEngine({
      socket: proxy.socket,
      env: { DOCKER_CONFIG: config, DOCKER_CUSTOM_HEADERS: 'x-more=a=b' },
    });
    await engine.listContainers({});
    expect(proxy.requests[0]?.headers).toMatchObject({ 'x-own': '1', 'x-more': 'a=b' });
    expect(proxy.requests[0]?.headers['user-agent']).toMatch(/^flotilla/);
  });

  test('the environment cannot lead the transport astray', async () => {
    await using proxy = await startFaultProxy();
    const env = {
      DOCKER_HOST: 'tcp://127.0.0.1:1',
      DOCKER_CERT_PATH: '/nowhere',
      DOCKER_TLS_VERIFY: '',
    };
    using engine = testEngine({ socket: proxy.socket, env });
    await engine.version();
    expect(proxy.lines()).toEqual(['GET /version']);
  });
});

describe('versions', () => {
  test('an older engine is spoken to in its own, after one refusal', async () => {
    await using proxy = await startFaultProxy();
    const message = 'client version 1.51 is too new. Maximum supported API version is 1.45';
    const tooNew = { kind: 'answer', status: 400, message } as const;
    proxy.addRule({ matches: ({ version }) => version === '1.51', fault: () => tooNew });
    const headers = { 'Api-Version': '1.45', Ostype: 'linux', 'Builder-Version': '2' };
    const ping = { kind: 'answer', status: 200, message: 'OK', headers } as const;
    proxy.addRule(strikeAll('GET /_ping', ping));
    using engine = testEngine({ socket: proxy.socket });
    expect((await engine.listNetworks({})).length).toBeGreaterThan(0);
    await engine.listContainers({});
    expect(await engine.info()).toMatchObject({ apiVersion: '1.45' });
    expect(proxy.requests.map(({ version, path }) => `${version} ${path}`)).toEqual([
      '1.51 /networks',
      ' /_ping',
      '1.45 /networks',
      '1.45 /containers/json',
    ]);
  });

  test('a pinned version is used and reported', async () => {
    using engine = testEngine({ env: { DOCKER_API_VERSION: '1.47' } });
    expect(await engine.info()).toMatchObject({ apiVersion: '1.47', osType: 'linux' });
  });
});

describe('trouble', () => {
  test('no socket, a dead one and a dead port say where and ask the right question', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dead-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    for (const env of [
      { DOCKER_HOST: `unix://${folder}/none` },
      { DOCKER_HOST: 'tcp://127.0.0.1:1' },
    ]) {
      using engine = testEngine({ env });
      await expect(engine.listContainers({})).rejects.toMatchObject({
        kind: 'unreachable',
        text: `Cannot connect to the Docker daemon at ${env.DOCKER_HOST}. Is the docker daemon running?`,
      });
      // A failed look at the version is forgotten.
      await expect(engine.info()).rejects.toMatchObject({ kind: 'unreachable' });
      await expect(engine.info()).rejects.toMatchObject({ kind: 'unreachable' });
    }
  });

  test('reading is repeated when a kept connection is cut, changing is not', async () => {
    await using proxy = await startFaultProxy();
    using engine = testEngine({ socket: proxy.socket });
    proxy.addRule(strikeAt(1, 'GET /networks', { kind: 'drop' }));
    proxy.addRule(strikeAt(1, /^POST .*\/kill$/, { kind: 'drop' }));
    expect((await engine.listNetworks({})).length).toBeGreaterThan(0);
    await expect(engine.killContainer('no-such-thing')).rejects.toMatchObject({
      kind: 'connectionLost',
    });
    expect(proxy.lines()).toEqual([
      'GET /networks',
      'GET /networks',
      'POST /containers/no-such-thing/kill',
    ]);
  });

  test('an answer cut in the middle fails instead of staying open', async () => {
    await using proxy = await startFaultProxy();
    proxy.addRule(strikeAll(/^GET \/images\//, { kind: 'cutAfter', bytes: 260 }));
    using engine = testEngine({ socket: proxy.socket });
    await expect(engine.listImages(['busybox'])).rejects.toMatchObject({ kind: 'connectionLost' });
  });

  test('an answer that is lost is connectionLost: the work may be done', async () => {
    await using proxy = await startFaultProxy();
    using engine = testEngine({ socket: proxy.socket });
    await using project = testProject('lost', engine);
    proxy.addRule(strikeAt(1, 'POST /containers/create', { kind: 'loseAnswer' }));
    await expect(project.create('c')).rejects.toMatchObject({ kind: 'connectionLost' });
    expect(await engine.listContainers({ labels: [project.label], all: true })).toHaveLength(1);
  });

  test('503 is unavailable', async () => {
    await using proxy = await startFaultProxy();
    proxy.addRule(strikeAll('GET /volumes', { kind: 'answer', status: 503, message: 'starting' }));
    using engine = testEngine({ socket: proxy.socket });
    await expect(engine.listVolumes({})).rejects.toMatchObject({
      kind: 'unavailable',
      status: 503,
    });
  });

  test('a redirect is a refusal, not a way to somewhere else', async () => {
    const server = createServer((socket) => {
      socket.once('data', () =>
        socket.end('HTTP/1.1 301 Moved\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n'),
      );
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { readonly port: number };
    using engine = testEngine({ env: { DOCKER_HOST: `tcp://127.0.0.1:${port}` } });
    await expect(engine.version()).rejects.toMatchObject({ kind: 'rejected', status: 301 });
  });

  test('every kind of call can be cancelled', async () => {
    await using proxy = await startFaultProxy();
    proxy.addRule(strikeAll(/./, { kind: 'delay', ms: 20_000 }));
    using engine = testEngine({ socket: proxy.socket });
    const signal = AbortSignal.timeout(100);
    const calls = [
      engine.info({ signal }),
      engine.listContainers({}, { signal }),
      engine.inspectNetwork('bridge', { signal }),
      engine.logs('x', false, { signal }),
      engine.attach('x', { signal }),
      engine.events({ signal }),
      engine.pullImage({ reference: 'x', signal })[Symbol.asyncIterator]().next(),
    ];
    const began = performance.now();
    const outcomes = await Promise.allSettled(calls);
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(
      outcomes.map((each) => each.status === 'rejected' && (each.reason as { kind: string }).kind),
    ).toEqual(calls.map(() => 'cancelled'));
    await expect(engine.version({ signal })).rejects.toMatchObject({ kind: 'cancelled' });
  });

  test('streams that are cut fail for their reader and for nobody else', async () => {
    await using proxy = await startFaultProxy();
    using engine = testEngine({ socket: proxy.socket });
    await using project = testProject('cut', engine);
    const id = await project.create('c');
    await engine.startContainer(id);
    const logs = await engine.logs(id, false, { follow: true });
    const session = await engine.attach(id);
    const feed = await engine.events({ labels: [project.label] });
    const { exitCode } = await engine.waitContainer(id, 'not-running');
    proxy.cutAll();
    await expect(collectText(logs)).rejects.toMatchObject({ kind: 'connectionLost' });
    await expect(exitCode).rejects.toMatchObject({ kind: 'connectionLost' });
    await expect(Array.fromAsync(feed)).rejects.toMatchObject({ kind: 'connectionLost' });
    await collectText(session.output).catch(() => {});
    expect(await engine.listContainers({ ids: [id] })).toHaveLength(1);
  });
});

test('an engine behind a prefix is asked below it, under its own name', async () => {
  const seen: string[] = [];
  const server = createHttpServer((request, response) => {
    seen.push(`${request.headers.host} ${request.url}`);
    response.setHeader('Api-Version', '1.45').end('[]');
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { readonly port: number };
  using engine = testEngine({ env: { DOCKER_HOST: `tcp://localhost:${port}/far/away/` } });
  await engine.info();
  await engine.listNetworks({});
  expect(seen).toEqual([
    `localhost:${port} /far/away/_ping?`,
    `localhost:${port} /far/away/v1.45/networks?filters=%7B%7D`,
  ]);
});

test('an engine behind TLS is checked against the CA that was given, and only against that', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const make = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
  ];
  const files = ['-keyout', `${folder}/key.pem`, '-out', `${folder}/ca.pem`, '-days', '2'];
  const subject = [
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=DNS:localhost,IP:127.0.0.1',
  ];
  expect(spawnSync('openssl', [...make, ...files, ...subject]).status).toBe(0);
  const [key, cert] = ['key', 'ca'].map((name) => readFileSync(join(folder, `${name}.pem`)));
  const server = createTlsServer({ key: key ?? '', cert: cert ?? '' }, (socket) => {
    const engine = connect('/var/run/docker.sock');
    socket.pipe(engine).pipe(socket);
    for (const each of [socket, engine]) each.on('error', () => each.destroy());
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { readonly port: number };
  const env = {
    DOCKER_HOST: `tcp://127.0.0.1:${port}`,
    DOCKER_TLS_VERIFY: '1',
    DOCKER_CERT_PATH: folder,
  };
  using engine = testEngine({ env });
  expect((await engine.version()).os).toBe('linux');
  await using project = testProject('tls', engine);
  const id = await project.create('c', { Cmd: ['echo', 'safe'] });
  const { output } = await engine.attach(id);
  await engine.startContainer(id);
  expect(await collectText(output)).toBe('safe\n');

  using stranger = testEngine({ env: { DOCKER_HOST: `https://127.0.0.1:${port}` } });
  await expect(stranger.version()).rejects.toMatchObject({
    kind: 'unreachable',
    text: expect.stringContaining('self-signed'),
  });
});

test('an engine behind ssh is reached through the program of the system', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ssh-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const script = `#!/bin/sh\necho "$@" >> ${folder}/calls\nexec ${process.execPath} -e '
    const s = require("net").connect("/var/run/docker.sock"); process.stdin.pipe(s); s.pipe(process.stdout);
  '\n`;
  writeFileSync(join(folder, 'ssh'), script);
  chmodSync(join(folder, 'ssh'), 0o755);
  const path = process.env['PATH'];
  process.env['PATH'] = `${folder}:${path}`;
  onTestFinished(() => void (process.env['PATH'] = path));
  using engine = testEngine({ env: { DOCKER_HOST: 'ssh://me@far:2222' } });
  expect((await engine.version()).os).toBe('linux');
  await using project = testProject('ssh', engine);
  const id = await project.create('c', { Cmd: ['echo', 'far away'] });
  const { output } = await engine.attach(id);
  await engine.startContainer(id);
  expect(await collectText(output)).toBe('far away\n');

  writeFileSync(
    join(folder, 'ssh'),
    '#!/bin/sh\necho "Permission denied (publickey)." >&2\nexit 255\n',
  );
  using refused = testEngine({ env: { DOCKER_HOST: 'ssh://far' } });
  await expect(refused.version()).rejects.toMatchObject({
    kind: 'unreachable',
    text: expect.stringContaining('publickey'),
  });
});

test('names that a project wants are observed, whoever made them', async () => {
  await using project = testProject('observe');
  await using other = testProject('other');
  const { engine } = project;
  const of = (name: string): Record<string, string> => ({ [LABEL.project]: name });
  await engine.createVolume({ Name: `${project.name}_own`, Labels: of(project.name) });
  await engine.createVolume({ Name: `${other.name}_shared`, Labels: of(other.name) });
  await engine.createVolume({ Name: `${other.name}_foreign`, Labels: of(other.name) });
  await project.create('c', { Labels: { [LABEL.oneoff]: 'True', [LABEL.configHash]: 'h' } });
  // run by hand from an image that was built for the project
  await project.create('stranger');
  await other.create('c', { Labels: { [LABEL.configHash]: 'h' } });
  const state = await observe(engine, {
    project: project.name,
    networkNames: ['host', 'no-such-network'],
    volumeNames: [`${other.name}_shared`],
    images: ['busybox', 'docker.io/library/busybox:latest', 'no-such-image'],
  });
  expect(state.containers.map(({ name }) => name)).toEqual([`${project.name}-c`]);
  expect(state.networks.map(({ name }) => name)).toEqual(['host']);
  expect(state.volumes.map(({ name }) => name).toSorted()).toEqual(
    [`${other.name}_shared`, `${project.name}_own`].toSorted(),
  );
  expect(Object.keys(state.images)).toEqual(['busybox', 'docker.io/library/busybox:latest']);
  const id = state.images['busybox']?.id ?? '';
  expect(Object.keys(await engine.listImages([id, id.slice(7, 19)]))).toEqual([
    id,
    id.slice(7, 19),
  ]);
});

test('connecting and listing load no second HTTP client and nothing of the builder', () => {
  const code = `
    const { createRequire } = await import('node:module');
    const { connectEngine } = await import('${root}/src/engine/connect.ts');
    const { nodeFiles } = await import('${root}/src/host/node-files.ts');
    const { env, platform } = process;
    const engine = connectEngine({ env, home: '/', platform, files: nodeFiles });
    await engine.listContainers({});
    engine.close();
    const client = process.moduleLoadList.filter((name) => name.includes('undici'));
    const cache = Object.keys(createRequire('${root}/x.js').cache);
    const builder = cache.filter((name) => name.startsWith('${root}/node_modules/tar-stream/'));
    console.log([...client, ...builder].join());
  `;
  const arguments_ = ['--input-type=module', '-e', code];
  const { stdout, stderr } = spawnSync(process.execPath, arguments_, { encoding: 'utf8' });
  expect([stdout.trim(), stderr]).toEqual(['', '']);
});
