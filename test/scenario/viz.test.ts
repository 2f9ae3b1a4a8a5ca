/** `viz`: the project as a graph, from its files alone. */
import { expect, test } from 'vitest';
import { dockerCompose } from '../support/docker-compose.ts';
import { workspace } from '../support/flotilla.ts';

const STACK = `
services:
  web:
    image: busybox:1
    ports: ['8080:80', '127.0.0.1:9000:90/udp', '5000', {target: 7}]
    networks: {front: null, back: {priority: 3}}
    depends_on: [db, cache]
  db: {image: busybox, networks: [back]}
  cache: {build: ., network_mode: none, depends_on: [db]}
  more: {image: busybox, profiles: [more]}
networks: {front: {}, back: {name: other}}
`;

/** The other tool shuffles services. */
const sorted = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .toSorted();

test('the graph is the one that Docker Compose prints', async () => {
  await using shop = workspace('viz', STACK);
  for (const flags of [
    [],
    ['--image', '--networks', '--ports'],
    ['--image', '--spaces', '--indentation-size', '4'],
    ['--indentation-size=0', '--ports'],
  ]) {
    const theirs = await dockerCompose(shop)('alpha', 'viz', ...flags);
    for (const words of [['viz'], ['alpha', 'viz']]) {
      const ours = await shop.flo(...words, ...flags);
      expect({ ...ours, flags }).toMatchObject({ code: 0, stderr: '', flags });
      expect({ flags, text: sorted(ours.stdout) }).toEqual({ flags, text: sorted(theirs.stdout) });
    }
  }
});

test('of a part of the services only they and what they depend on are there', async () => {
  await using shop = workspace('vizpart', STACK);
  const { stdout } = await shop.flo('viz', 'cache');
  expect(stdout).not.toContain('"web"');
  expect(stdout).toContain('"cache" -> "db";');
});

test('no engine is needed; a broken file and a senseless indentation are told', async () => {
  await using shop = workspace('vizbad', STACK);
  const env = { DOCKER_HOST: 'unix:///nosuch.sock' };
  expect(await shop.floWith({ env }, 'viz')).toMatchObject({ code: 0, stderr: '' });
  expect(await shop.flo('viz', '--indentation-size=-1')).toMatchObject({
    code: 1,
    stderr: 'invalid indentation size: -1\n',
  });
  shop.write('compose.yaml', 'services: {web: {imag: x}}');
  expect(await shop.flo('viz')).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('compose.yaml:1'),
  });
});

test('the other experimental commands are refused by name', async () => {
  await using shop = workspace('vizalpha', STACK);
  for (const words of [['alpha'], ['alpha', 'generate'], ['alpha', 'publish']]) {
    const { code, stderr } = await shop.flo(...words);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `"${words.join(' ')}" is not supported: of its experimental commands only "viz" is here\n`,
    });
  }
  const help = await shop.flo('alpha', 'viz', '--help');
  expect(help.stdout).toBe((await shop.flo('viz', '--help')).stdout);
  expect((await shop.flo('help', 'alpha', 'viz')).stdout).toBe(help.stdout);
});
