/** Hooks that run in containers of their own before a service starts. */
import { describe, expect, it } from 'vitest';
import { LABEL } from '../../src/model/labels.ts';
import { testEngine } from '../support/engine.ts';
import {
  eventually,
  idsOf,
  startFlotilla,
  type Workspace,
  workspace,
} from '../support/flotilla.ts';

const compose = (hooks: string, more = ''): string => `
services:
  web:
    image: busybox
    command: sleep 600
    stop_grace_period: 0s
    user: '1000:1000'
    environment: {WHO: web}
    volumes: ['data:/data', /scratch]
    secrets: [token]
    ${more}
    pre_start:
${hooks}
  back:
    image: busybox
    command: sleep 600
    stop_grace_period: 0s
volumes: {data: }
secrets: {token: {environment: TOKEN}}
`;

const hook = (script: string, more = ''): string =>
  `      - {command: [sh, -c, '${script}']${more}}\n`;

const FILL = hook(
  'echo $$WHO $$EXTRA >> /data/log; id -u >> /data/log',
  ', environment: {EXTRA: x}',
);

const env = { TOKEN: 'sesame' };

const read = async (shop: Workspace, file: string): Promise<string> =>
  (await shop.floWith({ env }, 'exec', '-T', 'web', 'cat', file)).stdout;

async function hookContainers(project: string): Promise<readonly string[]> {
  using engine = testEngine();
  const labels = [`${LABEL.project}=${project}`, LABEL.hook];
  const found = await engine.listContainers({ labels, all: true, hooks: true });
  return found.map(({ name }) => name.replace(`${project}-`, ''));
}

describe('pre_start hooks', () => {
  it('see the volumes, secrets, networks and environment of the service, and leave nothing behind', async () => {
    const second = hook(
      'ping -c 1 -W 2 back >/dev/null; cat /run/secrets/token >> /data/log; echo kept > /scratch/x; echo done',
      ', image: alpine, user: root',
    );
    // the volume belongs to root until the first hook makes room
    const hooks = hook('chmod 777 /data', ', user: root') + FILL + second;
    await using shop = workspace('hooks', compose(hooks, 'depends_on: [back]'));
    const { code, stderr } = await shop.floWith({ env }, 'up', '-d');
    expect([code, stderr]).toEqual([0, expect.stringContaining('web-1  | done')]);
    expect(await read(shop, '/data/log')).toBe('web x\n1000\nsesame');
    expect(await read(shop, '/scratch/x')).toBe('kept\n');
    expect(await hookContainers(shop.project)).toEqual([]);
    const ids = await idsOf(shop.project);
    await shop.floWith({ env }, 'up', '-d', '--scale', 'web=2');
    expect(await idsOf(shop.project)).toMatchObject(ids);
    expect(await read(shop, '/data/log')).toBe('web x\n1000\nsesame');
  });

  it('keep the service from starting when they fail, and are kept to be looked at until the next run', async () => {
    await using shop = workspace('hooks', compose(hook('echo out of luck; exit 3')));
    const failed = await shop.floWith({ env }, 'up', '-d');
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('service "web" pre_start[0] exited with code 3');
    expect(failed.stderr).toContain('out of luck');
    expect(failed.stderr).toContain(`docker logs ${shop.project}-web-pre_start-0`);
    expect(await shop.containers()).toMatchObject({
      'web-1': { state: 'created' },
      'back-1': { state: 'running' },
    });
    expect(await hookContainers(shop.project)).toEqual(['web-pre_start-0']);
    const why = (await shop.floWith({ env }, 'why')).stdout;
    expect(why).toMatch(/web failed .*web-pre_start-0/);
    expect(why).toContain('out of luck');
    expect((await shop.floWith({ env }, 'ps', '-a')).stdout).not.toContain('pre_start');
    expect((await shop.floWith({ env }, 'start', 'web')).code).toBe(1);
    shop.write('compose.yaml', compose(hook('true')));
    expect((await shop.floWith({ env }, 'up', '-d')).code).toBe(0);
    expect(await hookContainers(shop.project)).toEqual([]);
    expect(await shop.containers()).toMatchObject({ 'web-1': { state: 'running' } });
  });

  it('take no running service down when they fail or cannot be run', async () => {
    await using shop = workspace('hooks', compose(hook('true'), 'scale: 2'));
    await shop.floWith({ env }, 'up', '-d');
    const before = await idsOf(shop.project);
    for (const broken of [hook('exit 3'), '      - {command: [/nosuch]}\n']) {
      shop.write('compose.yaml', compose(broken, 'scale: 2'));
      expect((await shop.floWith({ env }, 'up', '-d')).code).toBe(1);
      expect(await idsOf(shop.project)).toEqual(before);
      expect(await shop.containers()).toMatchObject({
        'web-1': { state: 'running' },
        'web-2': { state: 'running' },
      });
    }
    expect((await shop.floWith({ env }, 'plan', '--detailed-exitcode')).code).toBe(2);
    // the hook whose program was not there has left nothing, the one that failed made room for it
    expect(await hookContainers(shop.project)).toEqual([]);
  });

  it('go when the run is interrupted, and nothing is started', async () => {
    await using shop = workspace('hooks', compose(hook('echo begun; sleep 600')));
    const own = { ...env, COMPOSE_PROJECT_NAME: shop.project };
    const run = startFlotilla(['up', '-d'], { cwd: shop.dir, env: own });
    let said = '';
    run.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const ended = new Promise<number | null>((resolve) => run.on('close', resolve));
    await eventually(() => said.includes('begun'));
    run.kill('SIGINT');
    expect(await ended).not.toBe(0);
    // a busy engine may take longer than the program waits for
    await eventually(async () => (await hookContainers(shop.project)).length === 0);
    expect(await shop.containers()).toMatchObject({ 'web-1': { state: 'created' } });
  });

  it('are shown by an attached run, and removed by `down` where a failed one is left', async () => {
    await using shop = workspace('hooks', compose(hook('echo seen; exit 4')));
    const { code, stdout } = await shop.floWith({ env }, 'up');
    expect(code).toBe(1);
    expect(stdout).toMatch(/web-1 -> *\| seen/);
    expect((await shop.floWith({ env }, 'down', '-v')).code).toBe(0);
    expect(await hookContainers(shop.project)).toEqual([]);
    expect(await shop.containers()).toEqual({});
  });

  it('join all networks of the service, on engines that take one at a time too', async () => {
    const yaml = `
services:
  web:
    image: busybox
    command: sleep 600
    stop_grace_period: 0s
    networks: [one, two]
    pre_start: [{command: [sh, -c, 'echo $$(ls /sys/class/net)']}]
networks: {one: , two: }
`;
    await using shop = workspace('hooks', yaml);
    const { stderr } = await shop.floWith({ env: { DOCKER_API_VERSION: '1.43' } }, 'up', '-d');
    expect(stderr).toContain('| eth0 eth1 lo');
    const { 'web-1': web } = await shop.containers();
    expect(Object.keys(web?.endpoints ?? {})).toHaveLength(2);
  });

  it('share the network of another service where their service does', async () => {
    const yaml = compose(hook('cat /proc/net/dev | wc -l; hostname')).replace(
      "    user: '1000:1000'",
      "    network_mode: service:back\n    user: '1000:1000'",
    );
    await using shop = workspace('hooks', yaml);
    const { code, stderr } = await shop.floWith({ env }, 'up', '-d');
    expect(code).toBe(0);
    const { 'back-1': back } = await shop.containers();
    expect(stderr).toContain(`| ${back?.id.slice(0, 12)}`);
  });
});
