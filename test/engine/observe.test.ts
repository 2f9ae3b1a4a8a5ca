import { expect, test } from 'vitest';
import { observe } from '../../src/engine/observe.ts';
import { testEngine, testProject } from '../support/engine.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';

test('an engine with many volumes is asked only for those that count', async () => {
  await using project = testProject('observe');
  await using proxy = await startFaultProxy();
  using engine = testEngine({ env: { DOCKER_HOST: `unix://${proxy.socket}` } });
  const names = ['data', 'data-old', 'other'].map((name) => `${project.name}_${name}`);
  for (const name of names)
    await engine.createVolume({
      Name: name,
      Labels: { 'com.docker.compose.project': project.name },
    });
  const wanted = { project: project.name, networkNames: [], volumeNames: [], images: [] };
  const seen = async (more: object): Promise<readonly string[]> =>
    (await observe(engine, { ...wanted, ...more })).volumes.map(({ name }) => name).toSorted();

  expect(await seen({})).toEqual(names);
  const lists = (): number =>
    proxy.lines().filter((line) => line.startsWith('GET /volumes')).length;
  expect(lists()).toBe(1);
  expect(await seen({ namedVolumesOnly: true })).toEqual([]);
  expect(lists()).toBe(1);
  const one = await seen({ volumeNames: names.slice(0, 1), namedVolumesOnly: true });
  expect(one).toEqual(names.slice(0, 1));
});
