/** Old and new values of what was edited, as `plan` shows them of a project that is there. */
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dockerCompose } from '../support/docker-compose.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { type Finished, type Workspace, workspace } from '../support/flotilla.ts';
import { VALUE_EDITS, type ValueEdit } from './plan-values/edits.ts';

type Rows = Readonly<Record<string, readonly string[]>>;

describe('a plan tells what every edited attribute was and is going to be', () => {
  it('where we made the containers', async () => {
    await using shop = workspace('values', '');
    const write = writer(shop);
    write('before');
    await succeed(shop.flo('create'));
    write('after');
    expect(await rowsOf(shop)).toEqual(expected(shop, ({ tells }) => tells));
  });

  it('where Docker Compose made them, and only a hash tells that they differ', async () => {
    await using shop = workspace('values', '');
    const write = writer(shop);
    write('before');
    await succeed(dockerCompose(shop)('create'));
    expect(await rowsOf(shop)).toEqual({});
    write('after');
    const told = expected(shop, ({ tells, tellsOfCompose }) => tellsOfCompose ?? tells);
    expect(await rowsOf(shop)).toEqual(told);
  });
});

describe('the values of a plan', () => {
  const BEFORE = {
    environment: '{TOKEN: hunter2, MODE: slow}',
    command: 'sh -c "sleep 600" --api-key=hunter2',
  };
  const AFTER = {
    environment: '{TOKEN: hunter3, MODE: fast}',
    command: 'sh -c "sleep 600" --api-key=hunter3',
  };
  const app = (of: typeof BEFORE, more = ''): string =>
    `services:\n  web: {image: busybox, command: ${of.command}, environment: ${of.environment}, scale: 2}\n${more}`;
  const other = '  db: {image: busybox, command: sleep 600}\n';

  it('hold no secret, as data no value of the environment, and in a saved plan none at all', async () => {
    await using shop = workspace('secret', app(BEFORE, other));
    await succeed(shop.flo('create'));
    shop.write('compose.yaml', app(AFTER, other));
    const text = await succeed(shop.flo('plan', '-o', 'plan.json'));
    expect(text).toMatch(/~ environment\.TOKEN +••• changed +compose\.yaml:2\n/);
    expect(text).toMatch(/~ environment\.MODE +slow → fast +compose\.yaml:2\n/);
    expect(text).toMatch(/~ command +sh -c "sleep 600" --api-key=••• \(the hidden part changed\)/);
    expect(text).toMatch(/web-2 +replace +same as Container .*web-1/);
    const json = await succeed(shop.flo('plan', '--format', 'json'));
    expect(json).toContain('"hidden": true');
    expect(json).not.toMatch(/slow|fast/);
    const saved = readFileSync(join(shop.dir, 'plan.json'), 'utf8');
    expect(saved).toContain('environment.MODE');
    expect(saved).not.toMatch(/slow|fast|api-key/);
    for (const told of [text, json, saved]) expect(told).not.toContain('hunter');
    expect((await shop.flo('apply', 'plan.json')).code).toBe(0);
  });

  it('cost one inspect for each service that is replaced, and none where nobody reads them', async () => {
    await using shop = workspace('calls', app(BEFORE, other));
    await succeed(shop.flo('create'));
    await using proxy = await startFaultProxy();
    const env = { DOCKER_HOST: `unix://${proxy.socket}` };
    const inspects = async (...args: readonly string[]): Promise<readonly string[]> => {
      const known = proxy.lines().length;
      await succeed(shop.floWith({ env }, ...args));
      return proxy
        .lines()
        .slice(known)
        .filter((line) => INSPECT.test(line));
    };
    expect(await inspects('plan')).toEqual([]);
    shop.write('compose.yaml', app(AFTER, other));
    expect(await inspects('plan')).toHaveLength(1);
    expect(await inspects('--dry-run', 'up', '-d')).toHaveLength(1);
    expect(await inspects('create')).toEqual([]);
  });

  it('are left out where the engine does not give them', async () => {
    await using shop = workspace('denied', app(BEFORE));
    await succeed(shop.flo('create'));
    shop.write('compose.yaml', app(AFTER));
    await using proxy = await startFaultProxy();
    proxy.addRule({
      matches: ({ method, path }) => INSPECT.test(`${method} ${path}`),
      fault: () => ({ kind: 'answer', status: 404, message: 'gone' }),
    });
    const env = { DOCKER_HOST: `unix://${proxy.socket}` };
    const text = await succeed(shop.floWith({ env }, 'plan'));
    expect(text).toMatch(/~ command +changed +compose\.yaml:2/);
  });
});

const INSPECT = /^GET \/(?:containers\/[0-9a-f]+|images\/.+)\/json$/;

const expected = (shop: Workspace, tells: (edit: ValueEdit) => readonly string[]): Rows =>
  Object.fromEntries(
    Object.entries(VALUE_EDITS).map(([service, edit]) => [
      service,
      tells(edit)
        .map((line) => line.replaceAll('PROJECT', shop.project))
        .toSorted(),
    ]),
  );

/** Writes a file with all services, each on a line of its own. */
function writer(shop: Workspace): (when: 'before' | 'after') => void {
  const subnet = `10.217.${randomInt(256)}`;
  for (const path of ['key', 'cert']) shop.write(path, path);
  return (when) => {
    const services = Object.entries(VALUE_EDITS).map(([service, edit]) => {
      const entries = withDefaults(edit[when]);
      return `  ${service}: {${entries}}\n`;
    });
    const rest = `volumes: {data: }
networks: {back: , other: , front: {ipam: {config: [{subnet: ${subnet}.0/24}]}}}
secrets: {key: {file: key}, cert: {file: cert}}
`;
    const text = `services:\n${services.join('')}${rest}`;
    shop.write(
      'compose.yaml',
      text.replaceAll('10.217.4', subnet).replaceAll('PROJECT', shop.project),
    );
  };
}

function withDefaults(entries: string): string {
  const defaults = ['image: busybox', 'command: sleep 600'];
  const missing = defaults.filter((entry) => !entries.startsWith(entry.split(' ')[0] ?? ''));
  return [...missing, entries].filter((entry) => entry !== '').join(', ');
}

/** By service the lines below its replacement, without places: those must be the service's line. */
async function rowsOf(shop: Workspace): Promise<Rows> {
  const text = await succeed(shop.flo('plan'));
  const header = new RegExp(`Container (?:${shop.project}-(.+)-1|\\S+) +replace `);
  const rows: Record<string, string[]> = {};
  let service = '';
  for (const line of text.split('\n')) {
    const found = header.exec(line);
    if (found !== null) {
      service = found[1] ?? 'container-name';
      rows[service] = [];
    } else if (line.startsWith(' '.repeat(6))) rows[service]?.push(row(line, service, shop));
  }
  return Object.fromEntries(Object.entries(rows).map(([key, lines]) => [key, lines.toSorted()]));
}

function row(line: string, service: string, { dir }: Workspace): string {
  const [, text = '', at] = /^(.*?)(?: {2}compose\.yaml:(\d+))?$/.exec(line) ?? [];
  const written = readFileSync(join(dir, 'compose.yaml'), 'utf8').split('\n')[Number(at) - 1];
  expect([line, written?.startsWith(`  ${service}: `)]).toEqual([line, true]);
  return text
    .trim()
    .replaceAll(/ +/g, ' ')
    .replaceAll(/10\.217\.\d+/g, '10.217.4');
}

async function succeed(run: Promise<Finished>): Promise<string> {
  const { code, stdout, stderr } = await run;
  if (code !== 0) throw new Error(stderr);
  return stdout;
}
