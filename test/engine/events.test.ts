import { expect, test } from 'vitest';
import { testProject } from '../support/engine.ts';

test('nothing is missed after the subscription, not even before the first read', async () => {
  await using project = testProject('events');
  const { engine } = project;
  const feed = await engine.events({ labels: [project.label], types: ['container'] });
  const id = await project.create('c', { Cmd: ['sh', '-c', 'exit 6'] });
  const { exitCode } = await engine.waitContainer(id, 'next-exit');
  await engine.startContainer(id);
  await exitCode;
  await engine.removeContainer(id);
  const seen: string[] = [];
  for await (const { type, action, id: of, attributes } of feed) {
    expect([type, of]).toEqual(['container', id]);
    seen.push(action === 'die' ? `die ${attributes['exitCode']}` : action);
    if (action === 'destroy') break;
  }
  expect(seen).toEqual(['create', 'start', 'die 6', 'destroy']);
});

test('only what was asked for comes', async () => {
  await using project = testProject('events');
  const { engine } = project;
  const feed = await engine.events({ labels: [project.label], actions: ['create', 'destroy'] });
  const id = await project.create('c', { Cmd: ['true'] });
  await engine.startContainer(id);
  await engine.removeContainer(id, { force: true });
  const actions: string[] = [];
  for await (const { action } of feed) {
    actions.push(action);
    if (action === 'destroy') break;
  }
  expect(actions).toEqual(['create', 'destroy']);
});

test('health comes with its word, and with all digits of its time', async () => {
  await using project = testProject('events');
  const { engine } = project;
  const feed = await engine.events({ labels: [project.label], actions: ['health_status'] });
  const id = await project.create('c', {
    Healthcheck: { Test: ['CMD', 'true'], Interval: 200_000_000, StartPeriod: 0 },
  });
  await engine.startContainer(id);
  for await (const { action, detail, timeNano } of feed) {
    expect([action, detail]).toEqual(['health_status', 'healthy']);
    expect(timeNano).toMatch(/^\d{19}$/);
    break;
  }
  expect((await engine.inspectContainer(id)).state.health?.status).toBe('healthy');
});

test('an event that was missed can be asked for again, from its own time on', async () => {
  await using project = testProject('events');
  const { engine } = project;
  const labels = [project.label];
  const feed = await engine.events({ labels });
  await project.create('first');
  let since = '';
  for await (const { timeNano } of feed) {
    since = `${timeNano.slice(0, -9)}.${timeNano.slice(-9)}`;
    break;
  }
  await project.create('second');
  const again = await engine.events({ labels, since });
  const names: (string | undefined)[] = [];
  for await (const { attributes } of again) {
    names.push(attributes['name']);
    if (names.length === 2) break;
  }
  expect(names).toEqual([`${project.name}-first`, `${project.name}-second`]);
});

test('a closed feed ends, a cancelled one says so', async () => {
  await using project = testProject('events');
  const { engine } = project;
  const closed = await engine.events({ labels: [project.label] });
  setTimeout(() => closed.close(), 50);
  expect(await Array.fromAsync(closed)).toEqual([]);
  const controller = new AbortController();
  const cancelled = await engine.events({ labels: [project.label], signal: controller.signal });
  setTimeout(() => controller.abort(), 50);
  await expect(Array.fromAsync(cancelled)).rejects.toMatchObject({ kind: 'cancelled' });
});

test('hundreds of events are kept for a reader that is busy', async () => {
  await using project = testProject('events');
  const { engine } = project;
  const id = await project.create('c');
  const feed = await engine.events({ labels: [project.label], actions: ['rename'] });
  for (let i = 0; i < 400; i += 1) await engine.renameContainer(id, `${project.name}-${i}`);
  let count = 0;
  for await (const _event of feed) {
    count += 1;
    if (count === 400) break;
  }
  expect(count).toBe(400);
});
