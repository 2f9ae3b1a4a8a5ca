/** A project changes hands between the two tools, and back, and no container of it is touched. */
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { dockerCompose } from '../support/docker-compose.ts';
import { testEngine } from '../support/engine.ts';
import { type Finished, idsOf, type Workspace, workspace } from '../support/flotilla.ts';

const RUNS = `image: busybox, command: sleep 600, init: true, stop_grace_period: 0s`;

interface Stack {
  readonly name: string;
  readonly compose: string;
  readonly files?: Readonly<Record<string, string>>;
}

const STACKS: readonly Stack[] = [
  {
    name: 'ports, volumes and an env_file',
    compose: `
services:
  web:
    {${RUNS}, ports: ['127.0.0.1::80', '127.0.0.1::53/udp'], env_file: [web.env], environment: {A: b},
     volumes: ['data:/data', './conf:/conf:ro', /cache, {type: tmpfs, target: /scratch, tmpfs: {size: 1m}}]}
volumes: {data: {labels: {keep: 'yes'}}}
`,
    files: { 'web.env': 'FROM_FILE=1\n', 'conf/a': '' },
  },
  {
    name: 'shared namespaces, volumes_from and links',
    compose: `
services:
  base: {${RUNS}, volumes: ['data:/data', /cache]}
  net: {${RUNS}, network_mode: 'service:base'}
  pid: {${RUNS}, pid: 'service:base', ipc: 'service:ipc'}
  ipc: {${RUNS}, ipc: shareable}
  heir: {${RUNS}, volumes_from: ['base:ro']}
  linked: {${RUNS}, links: ['base:db']}
volumes: {data: }
`,
  },
  {
    name: 'secrets and configs from files, the environment and the compose file',
    compose: `
services:
  web:
    {${RUNS}, secrets: [token, {source: key, target: /run/key, mode: 0400}],
     configs: [site, {source: inline, target: /etc/inline.conf}]}
secrets: {token: {file: ./token}, key: {environment: KEY}}
configs: {site: {file: ./site.conf}, inline: {content: "key \${KEY}"}}
`,
    files: { token: 't\n', 'site.conf': 's\n', '.env': 'KEY=value\n' },
  },
  {
    name: 'dependencies, health checks and replicas',
    compose: `
services:
  db: {${RUNS}, healthcheck: {test: [CMD, 'true'], interval: 1s, retries: 2}}
  job: {image: busybox, command: 'true', restart: 'no', depends_on: [db]}
  web: {${RUNS}, scale: 2, depends_on: {db: {condition: service_healthy, restart: true}}}
  named: {${RUNS}, container_name: PROJECT-front, restart: unless-stopped, labels: [a=b, c]}
`,
  },
  {
    name: 'several networks',
    compose: `
services:
  web: {${RUNS}, networks: {front: {aliases: [www], priority: 5}, back: {ipv4_address: 10.231.77.5}}}
  db: {${RUNS}, networks: [back], hostname: store, extra_hosts: ['far:10.0.0.1'], dns: [10.0.0.2]}
  alone: {${RUNS}, network_mode: none}
networks:
  front: {driver_opts: {com.docker.network.bridge.enable_icc: 'true'}}
  back: {ipam: {config: [{subnet: 10.231.77.0/28}]}, labels: [tier=back]}
`,
  },
  {
    name: 'limits and rights',
    compose: `
services:
  web:
    {${RUNS}, mem_limit: 32m, cpus: 0.5, pids_limit: 50, ulimits: {nofile: {soft: 100, hard: 200}}, cap_add: [NET_ADMIN],
     cap_drop: [MKNOD], security_opt: ['no-new-privileges:true'], read_only: true, tmpfs: [/run], user: '1:2',
     sysctls: {net.core.somaxconn: 100}, shm_size: 16m, working_dir: /tmp, logging: {driver: json-file, options: {max-size: 1m}},
     deploy: {resources: {reservations: {memory: 16M}}}, devices: ['/dev/null:/dev/other'], tty: true, stdin_open: true}
`,
  },
];

type Tool = (...args: readonly string[]) => Promise<Finished>;

const flotilla =
  (shop: Workspace): Tool =>
  (...args) =>
    shop.flo(...args);

/** The way back has most of the first way in it: two are enough where time matters. */
const BACK = process.env['FLOTILLA_TEST_FULL'] === undefined ? STACKS.slice(0, 2) : STACKS;

describe('a project changes hands', () => {
  it.each(STACKS)('$name: from docker-compose to flotilla and back', async (stack) => {
    await using shop = set(stack);
    expect(await touched(shop, dockerCompose(shop), flotilla(shop))).toEqual([]);
  });

  it.each(BACK)('$name: from flotilla to docker-compose and back', async (stack) => {
    await using shop = set(stack);
    expect(await touched(shop, flotilla(shop), dockerCompose(shop))).toEqual([]);
  });
});

/** Passes the project on to the second tool and back; gives the containers that are not what they were. */
async function touched(shop: Workspace, first: Tool, second: Tool): Promise<readonly string[]> {
  await succeed(first('up', '-d'));
  await settle(shop);
  const before = await standing(shop);
  const found: string[] = [];
  for (const flags of [['--no-start'], ['-d']])
    for (const tool of [second, first]) {
      await succeed(tool('up', ...flags));
      const after = await standing(shop);
      const names = Object.keys({ ...before, ...after }).filter(
        (name) => before[name] !== after[name],
      );
      // both start a job that has ended again
      found.push(...names.filter((name) => flags[0] === '--no-start' || !name.startsWith('job-')));
    }
  await succeed(second('down', '-v', '-t', '0'));
  return [...found, ...Object.keys(await idsOf(shop.project))];
}

function set({ compose, files = {} }: Stack): Workspace {
  const shop = workspace('hands', '');
  shop.write('compose.yaml', compose.replaceAll('PROJECT', shop.project));
  for (const [path, text] of Object.entries(files)) shop.write(path, text);
  return shop;
}

async function succeed(run: Promise<Finished>): Promise<void> {
  const { code, stderr } = await run;
  expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
}

/** Jobs have ended. */
async function settle(shop: Workspace): Promise<void> {
  if ((await shop.containers())['job-1'] !== undefined) await shop.flo('wait', 'job');
}

/** Ids and start times. */
async function standing(shop: Workspace): Promise<Readonly<Record<string, string>>> {
  using engine = testEngine();
  const entries = Object.entries(await idsOf(shop.project)).map(async ([name, id]) => {
    const { state } = await engine.inspectContainer(id);
    return [name, `${id} ${state.startedAt}`] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
