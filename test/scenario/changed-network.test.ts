import { describe, expect, it } from 'vitest';
import { randomSubnet, testEngine } from '../support/engine.ts';
import { idsOf, workspace } from '../support/flotilla.ts';

const RUNS = 'image: busybox, command: sleep 600, init: true, stop_grace_period: 0s';

describe('a network whose definition changed', () => {
  it('is replaced under running containers, which keep names and addresses and find each other', async () => {
    using engine = testEngine();
    const subnet = randomSubnet();
    const address = subnet.replace(/\d+\/\d+$/, (last) => String(Number.parseInt(last, 10) + 9));
    const app = (label: string): string => `
services:
  web: {${RUNS}, networks: {back: {aliases: [www, shop], ipv4_address: ${address}}}}
  db: {${RUNS}, networks: [back], links: ["web:store"]}
networks: {back: {labels: {tier: ${label}}, ipam: {config: [{subnet: ${subnet}}]}}}
`;
    await using shop = workspace('moved', app('one'));
    expect((await shop.flo('up', '-d')).code).toBe(0);
    const before = await idsOf(shop.project);
    const standing = async (name: string): Promise<unknown> => {
      const { raw } = await engine.inspectContainer(before[name] ?? '');
      const networks = (raw['NetworkSettings'] as Raw)['Networks'] as Readonly<Record<string, Raw>>;
      const endpoints = Object.entries(networks).map(([network, endpoint]) => [
        network,
        endpoint['Aliases'],
        endpoint['Links'],
        endpoint['IPAMConfig'],
      ]);
      return [endpoints, (raw['State'] as Raw)['StartedAt']];
    };
    const was = [await standing('web-1'), await standing('db-1')];
    shop.write('compose.yaml', app('two'));
    const { code, stderr } = await shop.flo('up', '-d');
    expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
    expect(await idsOf(shop.project)).toEqual(before);
    expect([await standing('web-1'), await standing('db-1')]).toEqual(was);
    for (const name of ['web', 'www', 'shop', 'store', `${shop.project}-web-1`]) {
      const found = await shop.flo('exec', '-T', 'db', 'ping', '-c', '1', '-W', '5', name);
      expect
        .soft([name, found.code, found.stdout])
        .toEqual([name, 0, expect.stringContaining(address)]);
    }
    expect((await shop.flo('plan', '--detailed-exitcode')).code).toBe(0);
  });
});

type Raw = Readonly<Record<string, unknown>>;
