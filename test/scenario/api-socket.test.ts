/** `use_api_socket`: the engine's socket and the user's logins in a container. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { dockerCompose } from '../support/docker-compose.ts';
import { idsOf, workspace, type Workspace } from '../support/flotilla.ts';

const STACK = `
services:
  agent:
    {image: busybox, command: sleep 600, init: true, network_mode: none, use_api_socket: true}
  other: {image: busybox, command: sleep 600, init: true, network_mode: none}
`;

/** A program that keeps one login, and two that are in the file. */
function withLogins(shop: Workspace): Readonly<Record<string, string>> {
  const auths = {
    'r.example.org:1': { auth: 'dTpw' },
    'https://index.docker.io/v1/': { auth: 'eDp5' },
  };
  shop.write('docker/config.json', JSON.stringify({ auths, credsStore: 'kept' }));
  shop.write(
    'docker/docker-credential-kept',
    `#!/bin/sh
case $1 in list) echo '{"kept.example.org": "k"}'; exit;; esac
read -r key
case $key in
kept.example.org) echo '{"ServerURL": "", "Username": "k", "Secret": "s"}';;
*) echo 'credentials not found in native keychain'; exit 1;;
esac
`,
  );
  chmodSync(join(shop.dir, 'docker/docker-credential-kept'), 0o755);
  const PATH = `${join(shop.dir, 'docker')}:${process.env['PATH']}`;
  return { DOCKER_CONFIG: join(shop.dir, 'docker'), PATH };
}

test('the container finds socket and logins where docker looks for them', async () => {
  await using shop = workspace('apisock', STACK);
  const env = withLogins(shop);
  const up = await shop.floWith({ env }, 'up', '-d');
  expect({ code: up.code, stderr: up.stderr }).toMatchObject({ code: 0 });
  const script = 'ls -l /var/run/docker.sock; echo $DOCKER_CONFIG; cat $DOCKER_CONFIG/config.json';
  const { stdout } = await shop.flo('exec', '-T', 'agent', 'sh', '-c', script);
  const [socket = '', folder, ...json] = stdout.split('\n');
  expect(socket).toMatch(/^s/);
  expect(folder).toBe('/run/secrets/docker');
  expect(JSON.parse(json.join('\n'))).toEqual({
    auths: { 'kept.example.org': { auth: Buffer.from('k:s').toString('base64') } },
  });
  const none = await shop.flo('exec', '-T', 'other', 'ls', '/var/run/docker.sock');
  expect(none.code).toBe(1);
});

test('neither tool replaces what the other has made', async () => {
  await using shop = workspace('apisame', STACK);
  const compose = dockerCompose(shop);
  expect((await shop.flo('up', '-d')).code).toBe(0);
  const ours = await idsOf(shop.project);
  expect((await compose('up', '-d')).code).toBe(0);
  expect((await shop.flo('up', '-d')).code).toBe(0);
  expect(await idsOf(shop.project)).toEqual(ours);
  expect((await compose('up', '-d', '--force-recreate', '-t', '0')).code).toBe(0);
  const theirs = await idsOf(shop.project);
  const plan = await shop.flo('plan');
  expect(plan.stdout).toContain('Nothing to do');
  expect((await shop.flo('up', '-d')).code).toBe(0);
  expect(await idsOf(shop.project)).toEqual(theirs);
});

test('run gets them, too', async () => {
  await using shop = workspace('apirun', STACK);
  const env = withLogins(shop);
  const words = ['run', '--rm', 'agent', 'cat', '/run/secrets/docker/config.json'];
  expect((await shop.floWith({ env }, ...words)).stdout).toContain('kept.example.org');
});
