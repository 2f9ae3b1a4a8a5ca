import { pack } from 'tar-stream';
import { describe, expect, test } from 'vitest';
import type { EndpointSettings } from '../../src/model/engine-api.ts';
import { LABEL } from '../../src/model/labels.ts';
import { startFaultProxy, strikeAt } from '../support/fault-proxy.ts';
import { collectText, randomSubnet, testEngine, testProject } from '../support/engine.ts';

describe('life of a container', () => {
  test('what is created, started, stopped and removed is seen so', async () => {
    await using project = testProject('life');
    const { engine } = project;
    const Labels = { [LABEL.containerNumber]: '1', [LABEL.oneoff]: 'False' };
    const id = await project.create('web', {
      Labels,
      Cmd: ['sh', '-c', 'trap "exit 7" TERM; sleep 600 & wait'],
    });
    const look = async (): Promise<unknown> => {
      const [found] = await engine.listContainers({ labels: [project.label], all: true });
      const { state, exitCode, number, oneoff, service } = found ?? {};
      return { state, exitCode, number, oneoff, service };
    };
    const common = { number: 1, oneoff: false, service: 'web' };
    expect(await look()).toEqual({ ...common, state: 'created', exitCode: undefined });
    await engine.startContainer(id);
    await engine.startContainer(id);
    expect(await look()).toEqual({ ...common, state: 'running', exitCode: undefined });
    await engine.pauseContainer(id);
    expect(await look()).toMatchObject({ state: 'paused' });
    await engine.unpauseContainer(id);
    const { titles, processes } = await engine.topContainer(id);
    expect([titles.includes('PID'), processes.length > 0]).toEqual([true, true]);
    await engine.stopContainer(id, { timeoutSeconds: 5 });
    await engine.stopContainer(id);
    expect(await look()).toEqual({ ...common, state: 'exited', exitCode: 7 });
    await engine.restartContainer(id, { timeoutSeconds: 1 });
    await engine.killContainer(id, { killSignal: 'KILL' });
    const { exitCode } = await engine.waitContainer(id, 'not-running');
    expect(await exitCode).toBe(137);
    await engine.renameContainer(id, `${project.name}-other`);
    expect((await engine.inspectContainer(id)).name).toBe(`${project.name}-other`);
    await engine.removeContainer(id);
    await engine.removeContainer(id);
    expect(await engine.listContainers({ labels: [project.label], all: true })).toEqual([]);
  });

  test('names are matched whole, ids and states narrow further', async () => {
    await using project = testProject('names');
    const { engine } = project;
    const [first] = await Promise.all([
      project.create('a.b'),
      project.create('a-b'),
      project.create('a.b2'),
    ]);
    const names = [`${project.name}-a.b`];
    const found = await engine.listContainers({ names, all: true });
    expect(found.map(({ id }) => id)).toEqual([first]);
    expect(await engine.listContainers({ names })).toEqual([]);
    expect(await engine.listContainers({ ids: [first ?? ''], status: ['running'] })).toEqual([]);
  });

  test('parallel removals all succeed and end when it is gone', async () => {
    await using project = testProject('gone');
    const { engine } = project;
    const id = await project.create('c');
    await engine.startContainer(id);
    await Promise.all([1, 2, 3, 4].map(() => engine.removeContainer(id, { force: true })));
    expect(await engine.listContainers({ ids: [id], all: true })).toEqual([]);
  });

  test('warnings of a create are handed on', async () => {
    await using project = testProject('warn');
    const HostConfig = { NetworkMode: 'none', OomKillDisable: true, Memory: 0 };
    const { warnings } = await project.engine.createContainer(project.request('c', { HostConfig }));
    expect(warnings.every((warning) => typeof warning === 'string')).toBe(true);
  });

  test('a file can be put into a container before its start', async () => {
    await using project = testProject('put');
    const id = await project.create('c', { Cmd: ['cat', '/run/secrets/x'] });
    const tar = pack();
    tar.entry({ name: 'run/secrets/x', mode: 0o400 }, 'secret');
    tar.finalize();
    const bytes = Buffer.concat(await Array.fromAsync(tar as AsyncIterable<Uint8Array>));
    await project.engine.putArchive(id, '/', bytes);
    const { output } = await project.engine.attach(id);
    await project.engine.startContainer(id);
    expect(await collectText(output)).toBe('secret');
  });
});

describe.each(['1.43', '1.44', '1.51'])('several networks at API %s', (version) => {
  test('a container is on all of them from its creation on', async () => {
    await using proxy = await startFaultProxy();
    using engine = testEngine({ socket: proxy.socket, env: { DOCKER_API_VERSION: version } });
    await using project = testProject('nets', engine);
    const names = ['one', 'two'].map((name) => `${project.name}_${name}`);
    for (const Name of names) {
      const IPAM = { Config: [{ Subnet: randomSubnet() }] };
      await engine.createNetwork({ Name, IPAM, Labels: { [LABEL.project]: project.name } });
    }
    const endpoints = Object.fromEntries(
      names.map((name): [string, EndpointSettings] => [name, { Aliases: [`alias-${name}`] }]),
    );
    const id = await project.create('c', {
      HostConfig: { NetworkMode: names[1] ?? '' },
      NetworkingConfig: { EndpointsConfig: endpoints },
    });
    const [container] = await engine.listContainers({ ids: [id], all: true });
    expect(Object.keys(container?.endpoints ?? {}).toSorted()).toEqual(names.toSorted());
    await engine.startContainer(id);
    const connects = proxy.lines().filter((line) => line.endsWith('/connect'));
    expect(connects).toHaveLength(version === '1.43' ? 1 : 0);
  });
});

test('below API 1.44 a container that cannot be connected everywhere is not left behind', async () => {
  await using proxy = await startFaultProxy();
  using engine = testEngine({ socket: proxy.socket, env: { DOCKER_API_VERSION: '1.43' } });
  await using project = testProject('half', engine);
  proxy.addRule(strikeAt(1, /\/connect$/, { kind: 'answer', status: 500, message: 'no way' }));
  const EndpointsConfig = { bridge: {}, other: {} };
  const body = { HostConfig: { NetworkMode: 'bridge' }, NetworkingConfig: { EndpointsConfig } };
  await expect(project.create('c', body)).rejects.toMatchObject({ text: 'no way' });
  expect(await engine.listContainers({ labels: [project.label], all: true })).toEqual([]);
});

describe('output', () => {
  test('attached before the start, nothing is lost', async () => {
    await using project = testProject('attach');
    const { engine } = project;
    const Cmd = [
      'sh',
      '-c',
      'i=0; while [ $i -lt 200 ]; do echo $i; i=$((i+1)); done; echo done >&2; exit 3',
    ];
    const rounds = await Promise.all(
      Array.from({ length: 6 }, async (_, index) => {
        const id = await project.create(`c${index}`, { Cmd });
        const session = await engine.attach(id);
        const { exitCode } = await engine.waitContainer(id, 'next-exit');
        await engine.startContainer(id);
        const text = await collectText(session.output);
        return [text.split('\n').length, await exitCode];
      }),
    );
    expect(rounds).toEqual(Array.from({ length: 6 }, () => [202, 3]));
  });

  test('stdout and stderr are told apart, a terminal has one stream', async () => {
    await using project = testProject('streams');
    const { engine } = project;
    const Cmd = ['sh', '-c', 'echo out; echo err >&2'];
    const [plain, tty] = await Promise.all([
      project.create('plain', { Cmd }),
      project.create('tty', { Cmd, Tty: true }),
    ]);
    for (const id of [plain, tty]) {
      const { exitCode } = await engine.waitContainer(id, 'next-exit');
      await engine.startContainer(id);
      await exitCode;
    }
    expect(await collectText(await engine.logs(plain, false), 'stderr')).toBe('err\n');
    expect(await collectText(await engine.logs(plain, false), 'stdout')).toBe('out\n');
    expect(await collectText(await engine.logs(tty, true))).toBe('out\r\nerr\r\n');
    expect(
      await collectText(await engine.logs(plain, false, { tail: '1', timestamps: true })),
    ).toMatch(/^\d{4}-\d\d-\d\dT\S+Z \w+\n$/);
  });

  test('followed logs come while they are written and stop with the signal', async () => {
    await using project = testProject('follow');
    const { engine } = project;
    const id = await project.create('c', {
      Cmd: ['sh', '-c', 'while :; do echo tick; sleep 0.1; done'],
    });
    await engine.startContainer(id);
    const stop = new AbortController();
    let seen = 0;
    const reading = (async () => {
      for await (const _chunk of await engine.logs(id, false, {
        follow: true,
        signal: stop.signal,
      })) {
        seen += 1;
        if (seen === 3) stop.abort();
      }
    })();
    await expect(reading).rejects.toMatchObject({ kind: 'cancelled' });
    expect(seen).toBeGreaterThanOrEqual(3);
  });

  test('input goes in, and its end is seen', async () => {
    await using project = testProject('stdin');
    const { engine } = project;
    const body = {
      Cmd: ['sh', '-c', 'cat; echo end'],
      OpenStdin: true,
      StdinOnce: true,
      AttachStdin: true,
    };
    const id = await project.create('c', body);
    const session = await engine.attach(id, { stdin: true });
    await engine.startContainer(id);
    await session.write(Buffer.from('hello\n'));
    session.end();
    expect(await collectText(session.output)).toBe('hello\nend\n');
  });
});

describe('exec', () => {
  test('a megabyte goes in and comes back, with its exit code', async () => {
    await using project = testProject('exec');
    const { engine } = project;
    const id = await project.create('c');
    await engine.startContainer(id);
    const execId = await engine.createExec(id, {
      Cmd: ['sh', '-c', 'cat; exit 5'],
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
    });
    const session = await engine.startExec(execId, { tty: false, stdin: true });
    const text = 'x'.repeat(1024 * 1024);
    const reading = collectText(session.output);
    await session.write(Buffer.from(text));
    session.end();
    expect((await reading).length).toBe(text.length);
    expect(await engine.inspectExec(execId)).toMatchObject({ running: false, exitCode: 5 });
  });

  test('a terminal can be resized', async () => {
    await using project = testProject('exec');
    const { engine } = project;
    const id = await project.create('c', { Tty: true });
    await engine.startContainer(id);
    await engine.resizeContainer(id, 33, 99);
    const request = {
      Cmd: ['sh', '-c', 'read x; stty size'],
      AttachStdin: true,
      AttachStdout: true,
      Tty: true,
    };
    const execId = await engine.createExec(id, request);
    const session = await engine.startExec(execId, { tty: true, stdin: true });
    await engine.resizeExec(execId, 22, 111);
    await session.write(Buffer.from('\n'));
    expect(await collectText(session.output)).toContain('22 111');
  });

  test('a missing program gives 127 and says so in the output', async () => {
    await using project = testProject('exec');
    const { engine } = project;
    const id = await project.create('c');
    await engine.startContainer(id);
    const execId = await engine.createExec(id, {
      Cmd: ['/nosuch'],
      AttachStdout: true,
      AttachStderr: true,
    });
    const session = await engine.startExec(execId, { tty: false, stdin: false });
    expect(await collectText(session.output)).toContain('/nosuch');
    expect((await engine.inspectExec(execId)).exitCode).toBe(127);
  });

  test('a detached one runs on by itself', async () => {
    await using project = testProject('exec');
    const { engine } = project;
    const id = await project.create('c');
    await engine.startContainer(id);
    const feed = await engine.events({ labels: [project.label], actions: ['exec_die'] });
    const execId = await engine.createExec(id, { Cmd: ['sh', '-c', 'exit 4'] });
    await engine.startExecDetached(execId);
    for await (const event of feed) {
      if (event.attributes['execID'] === execId) break;
    }
    expect((await engine.inspectExec(execId)).exitCode).toBe(4);
  });
});
