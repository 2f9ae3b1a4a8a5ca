/** Each attribute of a service, alone: what the engine says of the container it makes, against that of a plain service. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { buildContainerRequest } from '../../src/plan/request/container-request.ts';
import { testEngine } from '../support/engine.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { idsOf, type Workspace, workspace } from '../support/flotilla.ts';
import { makeInput } from '../unit/plan/request/make-input.ts';
import { type Asked, ATTRIBUTES, REFUSED, type Shown } from './attribute-cases.ts';
import { difference, plainInspect } from './inspect-difference.ts';

const PLAIN = 'image: busybox, command: sleep 600';

const REST = `
networks: {back: }
volumes: {data: }
configs: {site: {file: ./site.conf}}
secrets: {token: {file: ./token}}
`;

const all = Object.entries(ATTRIBUTES);
const shown = all.filter((entry): entry is [string, Shown] => 'differs' in entry[1]);
const asked = all.filter((entry): entry is [string, Asked] => 'asks' in entry[1]);

describe('an attribute of a service', () => {
  it('shows in the container that the engine makes, and nothing else does', async () => {
    using engine = testEngine();
    await using shop = workspace('attributes', '');
    shop.write('compose.yaml', composeOf(shop.project));
    shop.write('site.conf', '');
    shop.write('token', '');
    // what links point to must be there before
    for (const names of [['plain'], []]) {
      const { code, stderr } = await shop.flo('create', ...names);
      expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
    }
    const plain = await inspect(shop, engine, 'plain');
    for (const [name, { differs }] of shown) {
      const found = difference(plain, await inspect(shop, engine, `s-${name}`));
      expect.soft([name, found]).toEqual([name, differs]);
    }
  });

  it.each(asked)('is asked for where not every machine can do it: %s', (_, { service, asks }) => {
    const request = buildContainerRequest(makeInput(service));
    expect(request).toMatchObject(asks);
    expect(buildContainerRequest(makeInput({}))).not.toMatchObject(asks);
  });

  it.each(Object.entries(REFUSED))(
    'is refused with its place where it is not carried out: %s',
    async (name, yaml) => {
      await using shop = workspace('refused', '');
      const models = name === 'models' ? 'models: {llm: {model: ai/small}}\n' : '';
      shop.write(
        'compose.yaml',
        `services:\n  web:\n    image: busybox\n    command: sleep 600\n    ${yaml}\n${models}`,
      );
      const { code, stderr } = await shop.flo('create');
      expect(code).toBe(1);
      expect(stderr).toContain(`compose.yaml:5:`);
      expect(stderr).toContain(name);
      expect(await idsOf(shop.project)).toEqual({});
    },
  );
});

/** What an engine of the oldest version that we take would drop without a word, by the path of the complaint. */
const TOO_OLD: Readonly<Record<string, string>> = {
  annotations: 'annotations: {a: b}',
  'healthcheck.start_interval': 'healthcheck: {test: "true", start_interval: 1s, start_period: 2s}',
  'volumes.0.type': 'volumes: [{type: image, source: busybox, target: /d}]',
  'volumes.0.volume.subpath':
    'volumes: [{type: volume, source: data, target: /d, volume: {subpath: x}}]',
  'volumes.0.bind.recursive':
    'volumes: [{type: bind, source: ., target: /d, read_only: true, bind: {recursive: writable}}]',
  'volumes.0.bind.create_host_path':
    'volumes: [{type: bind, source: ./x, target: /d, bind: {create_host_path: true, propagation: rslave}}]',
  'networks.back.gw_priority': 'networks: {back: {gw_priority: 1}}',
  'networks.back.interface_name': 'networks: {back: {interface_name: eth9}}',
  'networks.back.driver_opts.com.docker.network.endpoint.sysctls':
    'networks: {back: {driver_opts: {com.docker.network.endpoint.sysctls: net.ipv4.conf.IFNAME.log_martians=1}}}',
  'networks.other.mac_address': 'networks: {back: , other: {mac_address: "02:42:ac:11:65:43"}}',
};

describe('on an engine that speaks version 1.41', () => {
  it('everything that it would drop is refused with its place before anything is written', async () => {
    const entries = Object.entries(TOO_OLD);
    const services = entries.map(([, yaml], index) => `  s${index}: {${PLAIN}, ${yaml}}\n`);
    await using shop = workspace(
      'old',
      `services:\n${services.join('')}volumes: {data: }\nnetworks: {back: {enable_ipv4: false}, other: }\n`,
    );
    await using proxy = await startFaultProxy();
    const env = { DOCKER_HOST: `unix://${proxy.socket}`, DOCKER_API_VERSION: '1.41' };
    const { code, stderr } = await shop.floWith({ env }, 'up', '-d');
    expect(code).toBe(1);
    for (const [index, [path]] of entries.entries())
      expect
        .soft(stderr)
        .toMatch(new RegExp(`compose\\.yaml:${index + 2}:\\d+ +services\\.s${index}\\.${path}`));
    expect(stderr).toContain('networks.back.enable_ipv4');
    expect(stderr.match(/engine-too-old/g)).toHaveLength(entries.length + 1);
    expect(proxy.lines().filter((line) => !/^(?:GET|HEAD) /.test(line))).toEqual([]);
  });
});

function composeOf(project: string): string {
  const services = shown.map(([name, { yaml }]) => `  s-${name}: ${serviceOf(yaml)}\n`).join('');
  return `services:\n  plain: {${PLAIN}}\n${services}${REST}`.replaceAll('PROJECT', project);
}

/** A plain service with these attributes in place of its own. */
function serviceOf(yaml: string): string {
  const own = PLAIN.split(', ').filter((pair) => !yaml.startsWith(`${pair.split(':')[0]}:`));
  return `{${[...own, yaml].join(', ')}}`;
}

async function inspect(shop: Workspace, engine: Engine, service: string): Promise<unknown> {
  const { project, dir } = shop;
  const ids = await idsOf(project);
  const id = ids[`${service}-1`] ?? ids['named'] ?? '';
  const { raw } = await engine.inspectContainer(id);
  return plainInspect(raw, { project, service, dir });
}
