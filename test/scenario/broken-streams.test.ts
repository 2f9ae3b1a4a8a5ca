import { describe, expect, it } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import {
  eventually,
  type Finished,
  finished,
  startFlotilla,
  type Workspace,
  workspace,
} from '../support/flotilla.ts';

const service = (name: string, script: string, more = ''): string => `
  ${name}:
    image: busybox
    network_mode: none
    stop_grace_period: 0s
    command: ${JSON.stringify(['sh', '-c', script.replaceAll('$', '$$$$')])}
${more}`;

/** Goes on when the test says so. */
const gate = (name: string): string => `until [ -e /${name} ]; do sleep 0.1; done`;
const open = (shop: Workspace, name: string): Promise<Finished> =>
  shop.flo('exec', '-T', 'a', 'touch', `/${name}`);

/** Numbered lines on both streams, some in two pieces, for about three seconds, with a gate near the beginning. */
const TALK = `i=0; while [ $i -lt 300 ]; do [ $i = 25 ] && ${gate('more')}; printf "out "; [ $((i % 50)) = 0 ] && sleep 0.4; echo $i; echo err $i >&2; i=$((i+1)); done; sleep 0.4`;

const numbered = (word: string): readonly string[] =>
  Array.from({ length: 300 }, (_, index) => `${word} ${index}`);

function linesOf(text: string, word: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.replace(/^[\w-]+ +\| /, ''));
  return lines.filter((line) => line.startsWith(word));
}

interface Run {
  readonly proxy: FaultProxy;
  readonly result: Promise<Finished>;
  readonly said: () => string;
  readonly interrupt: () => void;
}

async function withProxy(
  shop: Workspace,
  args: readonly string[],
  work: (run: Run) => Promise<void>,
): Promise<Finished> {
  await using proxy = await startFaultProxy();
  const env = { COMPOSE_PROJECT_NAME: shop.project, DOCKER_HOST: `unix://${proxy.socket}` };
  const child = startFlotilla(args, { cwd: shop.dir, env });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const result = finished(child);
  await work({ proxy, result, said: () => text, interrupt: () => void child.kill('SIGINT') });
  return await result;
}

const MISSING = 'a-1: what it wrote while the connection was cut is not shown: ';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Cuts everything while the container waits, and a few times more, once with the engine away for a while. */
const cutOften = async (shop: Workspace, { proxy, said }: Run): Promise<void> => {
  await eventually(() => said().includes('out 20'));
  proxy.cutAll();
  await open(shop, 'more');
  await pause(500);
  proxy.cutAll();
  await pause(400);
  proxy.refuse(true);
  proxy.cutAll();
  await pause(800);
  proxy.refuse(false);
  await pause(600);
  proxy.cutAll();
};

describe('streams that are cut', () => {
  it('of logs that are followed lose, double and tear no line', async () => {
    await using shop = workspace('cut-logs', `services:${service('a', TALK)}`);
    await shop.flo('up', '-d');
    const { code, stdout, stderr } = await withProxy(shop, ['logs', '-f'], (run) =>
      cutOften(shop, run),
    );
    expect(code).toBe(0);
    expect(linesOf(stdout, 'out')).toEqual(numbered('out'));
    expect(linesOf(stdout, 'err')).toEqual(numbered('err'));
    expect(stderr).toContain('; trying again\n');
  });

  it('of an attached up lose, double and tear no line', async () => {
    await using shop = workspace('cut-up', `services:${service('a', `${TALK}; exit 3`)}`);
    const { code, stdout, stderr } = await withProxy(shop, ['up'], (run) => cutOften(shop, run));
    expect(code).toBe(0);
    expect(linesOf(stdout, 'out')).toEqual(numbered('out'));
    expect(linesOf(stderr, 'err')).toEqual(numbered('err'));
    expect(stdout).toContain('a-1 exited with code 3');
    expect(stderr.match(/; trying again\n/g)?.length).toBeGreaterThanOrEqual(1);
  });

  it('of an attached up are taken up where it found the container running, without what came before', async () => {
    const script = `echo before; echo before >&2; ${gate('begin')}; ${TALK}`;
    await using shop = workspace('cut-running', `services:${service('a', script)}`);
    await shop.flo('up', '-d');
    await eventually(async () => (await shop.flo('logs')).stdout.includes('before'));
    const { code, stdout, stderr } = await withProxy(shop, ['up'], async (run) => {
      await eventually(() => run.said().includes('Attaching to a-1'));
      await open(shop, 'begin');
      await cutOften(shop, run);
    });
    expect(code).toBe(0);
    const [out, err] = [linesOf(stdout, 'out'), linesOf(stderr, 'err')];
    // where it comes in depends on how fast it is
    expect(Math.min(out.length, err.length)).toBeGreaterThan(100);
    expect(out).toEqual(numbered('out').slice(-out.length));
    expect(err).toEqual(numbered('err').slice(-err.length));
    expect(stdout + stderr).not.toContain('before');
  });

  it('of a second run show nothing of the first', async () => {
    await using shop = workspace('cut-second', `services:${service('a', TALK)}`);
    await shop.flo('up', '-d');
    await open(shop, 'more');
    await eventually(async () => (await shop.containers())['a-1']?.state === 'exited');
    const { stdout, stderr } = await withProxy(shop, ['up'], (run) => cutOften(shop, run));
    expect(linesOf(stdout, 'out')).toEqual(numbered('out'));
    expect(linesOf(stderr, 'err')).toEqual(numbered('err'));
  });

  it('say what is missing where the log cannot be read, and go on', async () => {
    const script = `echo first; ${gate('more')}; echo second`;
    const driver = '    logging: {driver: none}\n';
    await using shop = workspace('cut-none', `services:${service('a', script, driver)}`);
    const { code, stdout, stderr } = await withProxy(shop, ['up'], async ({ proxy, said }) => {
      await eventually(() => said().includes('| first'));
      proxy.cutAll();
      await eventually(() => said().includes(MISSING));
      await open(shop, 'more');
    });
    expect(code).toBe(0);
    expect(stderr).toContain(MISSING);
    expect(stdout.match(/\| (?:first|second)/g)).toEqual(['| first', '| second']);
    expect(stdout).toContain('a-1 exited with code 0');
  });

  it('tell of a container that ended while the engine was away', async () => {
    const script = 'echo begin; sleep 1.5; echo end; exit 4';
    await using shop = workspace('cut-end', `services:${service('a', script)}`);
    const { code, stdout } = await withProxy(shop, ['up'], async ({ proxy, said }) => {
      await eventually(() => said().includes('| begin'));
      proxy.refuse(true);
      proxy.cutAll();
      await eventually(async () => (await shop.containers())['a-1']?.state === 'exited');
      await pause(1500);
      proxy.refuse(false);
    });
    expect(code).toBe(0);
    expect(stdout).toBe('Attaching to a-1\na-1  | begin\na-1  | end\na-1 exited with code 4\n');
  });

  it('of events go on with the next event', async () => {
    await using shop = workspace('cut-events', `services:${service('a', 'exec sleep 60')}`);
    await shop.flo('create');
    const { stdout } = await withProxy(shop, ['events'], async ({ proxy, said, interrupt }) => {
      await eventually(() => proxy.lines().includes('GET /events'));
      await shop.flo('start');
      await eventually(() => said().includes('container start'));
      proxy.refuse(true);
      proxy.cutAll();
      await shop.flo('pause');
      proxy.refuse(false);
      await eventually(() => said().includes('container pause'));
      interrupt();
    });
    expect(stdout.match(/container \w+/g)).toEqual(['container start', 'container pause']);
  });

  it('of a wait still give the exit code', async () => {
    await using shop = workspace('cut-wait', `services:${service('a', 'sleep 1.5; exit 5')}`);
    await shop.flo('up', '-d');
    const { code } = await withProxy(shop, ['wait', 'a'], async ({ proxy }) => {
      await eventually(() => proxy.lines().some((line) => line.endsWith('/wait')));
      proxy.refuse(true);
      proxy.cutAll();
      await eventually(async () => (await shop.containers())['a-1']?.state === 'exited');
      proxy.refuse(false);
    });
    expect(code).toBe(5);
  });

  it('are given up after ten seconds, with the reason', async () => {
    await using shop = workspace('cut-gone', `services:${service('a', 'exec sleep 60')}`);
    await shop.flo('up', '-d');
    const { code, stderr } = await withProxy(shop, ['logs', '-f'], async ({ proxy, result }) => {
      await eventually(() => proxy.lines().some((line) => line.endsWith('/logs')));
      proxy.refuse(true);
      proxy.cutAll();
      await result;
    });
    expect(code).toBe(1);
    expect(stderr).toContain('(waited 10 s for it to come back)\n');
  });
});

it('an engine that was never there is not waited for', async () => {
  await using shop = workspace('never', `services:${service('a', 'exec sleep 60')}`);
  const env = { DOCKER_HOST: `unix://${shop.dir}/none.sock` };
  for (const args of [['logs', '-f'], ['up', '-d'], ['events'], ['stats']]) {
    const began = Date.now();
    const { code, stderr } = await shop.floWith({ env }, ...args);
    expect([code, stderr.includes('Cannot connect')]).toEqual([1, true]);
    expect(Date.now() - began).toBeLessThan(5000);
  }
});
