import { describe, expect, it } from 'vitest';
import { dockerCompose } from '../support/docker-compose.ts';
import { idsOf, workspace } from '../support/flotilla.ts';

const STACK = `
services:
  web:
    image: busybox
    command: sleep 600
    init: true
    environment: {A: '1'}
    ports: ['127.0.0.1::80']
    labels: {role: front}
    healthcheck: {test: [CMD, 'true'], interval: 5s}
    depends_on: [db]
  db:
    image: busybox
    command: sleep 600
    init: true
    volumes: [data:/data]
volumes: {data: {}}
`;

const states = (output: string): readonly string[] =>
  output
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).slice(-1)[0] ?? '');

describe('Docker Compose', () => {
  it('finds everything of our project as it should be, and takes it down', async () => {
    await using shop = workspace('ours', STACK);
    const theirs = dockerCompose(shop);
    expect((await shop.flo('up', '-d')).code).toBe(0);
    const ids = await idsOf(shop.project);
    const up = await theirs('up', '-d');
    expect([up.code, states(up.stderr)]).toEqual([0, ['Running', 'Running']]);
    expect(await idsOf(shop.project)).toEqual(ids);
    expect((await theirs('ps', '-q')).stdout.trim().split('\n').toSorted()).toEqual(
      Object.values(ids).toSorted(),
    );
    expect((await theirs('logs')).code).toBe(0);
    expect((await theirs('down', '-v', '-t', '0')).code).toBe(0);
    expect(await idsOf(shop.project)).toEqual({});
  });
});

describe('a project that Docker Compose brought up', () => {
  it('is not replaced because a file behind a secret or config has new content', async () => {
    await using shop = workspace(
      'theirs',
      `services:
  web: {image: busybox, command: sleep 600, init: true, secrets: [token], configs: [site]}
secrets: {token: {file: ./token}}
configs: {site: {file: ./site}}
`,
    );
    const write = (text: string): void =>
      ['token', 'site'].forEach((name) => shop.write(name, text));
    write('one');
    expect((await dockerCompose(shop)('up', '-d')).code).toBe(0);
    write('two');
    expect((await shop.flo('plan', '--detailed-exitcode')).code).toBe(0);
    expect((await shop.flo('up', '-d', '--force-recreate', '-t', '0')).code).toBe(0);
    expect((await shop.flo('plan', '--detailed-exitcode')).code).toBe(0);
    write('three');
    const plan = await shop.flo('plan', '--detailed-exitcode');
    expect(plan.code).toBe(2);
    expect(plan.stdout).toContain('content of configs.site (site), secrets.token (token) changed');
    // what we have written does not disturb the other tool
    const ids = await idsOf(shop.project);
    expect((await dockerCompose(shop)('up', '-d')).code).toBe(0);
    expect(await idsOf(shop.project)).toEqual(ids);
  });

  it('is as it should be for us too, and goes down with us', async () => {
    await using shop = workspace('theirs', STACK);
    const theirs = dockerCompose(shop);
    expect((await theirs('up', '-d')).code).toBe(0);
    const ids = await idsOf(shop.project);
    const up = await shop.flo('up', '-d');
    expect([up.code, states(up.stderr)]).toEqual([0, ['Running', 'Running']]);
    expect(await idsOf(shop.project)).toEqual(ids);
    const plan = await shop.flo('plan', '--detailed-exitcode');
    expect(plan.code).toBe(0);
    expect((await shop.flo('ps', '-q')).stdout.trim().split('\n').toSorted()).toEqual(
      Object.values(ids).toSorted(),
    );
    expect((await shop.flo('exec', '-T', 'web', 'true')).code).toBe(0);
    expect((await shop.flo('stop', '-t', '0')).code).toBe(0);
    expect((await shop.flo('start')).code).toBe(0);
    expect((await shop.flo('down', '-v', '-t', '0')).code).toBe(0);
    expect(await idsOf(shop.project)).toEqual({});
  });
});
