/** Old and new values of what was edited, as `plan` shows them of a project that is there. */
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { dockerCompose } from '../support/docker-compose.ts';
import { testEngine } from '../support/engine.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { type Finished, type Workspace, workspace } from '../support/flotilla.ts';
import { root } from '../support/source-tree.ts';
import { VALUE_EDITS, type ValueEdit } from './plan-values/edits.ts';

/** As the schema that programs may rely on has it. */
const isPlan = new Ajv2020({ strict: false }).compile<PrintedPlan>(
  JSON.parse(readFileSync(join(root, 'schemas/plan.schema.json'), 'utf8')) as object,
);

interface PrintedPlan {
  readonly steps: readonly { readonly id: string; readonly reason: Reason }[];
}

interface Reason {
  readonly kind: string;
  readonly changes?: readonly Readonly<Record<string, unknown>>[];
}

type Rows = Readonly<Record<string, readonly string[]>>;

describe('a plan tells what every edited attribute was and is going to be', () => {
  it('where we made the containers', async () => {
    await using shop = workspace('values', '');
    const write = writer(shop, VALUE_EDITS);
    write('before');
    await succeed(shop.flo('create'));
    write('after');
    expect(await rowsOf(shop)).toEqual(expected(shop, VALUE_EDITS, ({ tells }) => tells));
    const { steps } = await planOf(shop);
    const web = steps.find(({ id }) => id === 'container/mem-limit-1/create');
    expect(web?.reason).toMatchObject({
      kind: 'configChanged',
      changes: [
        { attribute: 'mem_limit', change: 'changed', from: '64m', to: '1g', at: { column: 62 } },
      ],
    });
  });

  it('where Docker Compose made them, and only a hash tells that they differ', async () => {
    await using shop = workspace('values', '');
    const edits = known(VALUE_EDITS);
    const write = writer(shop, edits);
    write('before');
    await succeed(dockerCompose(shop)('create'));
    expect(await rowsOf(shop)).toEqual({});
    write('after');
    const told = expected(shop, edits, ({ tells, tellsOfCompose }) => tellsOfCompose ?? tells);
    expect(await rowsOf(shop)).toEqual(told);
  });
});

describe('a plan tells why, too', () => {
  const app = (image: string, front: string, data: string): string => `services:
  web: {${image}, command: sleep 600, stop_grace_period: 0s, networks: [front], volumes: ["data:/data"]}
networks: {front: {${front}}}
volumes: {data: {${data}}}
`;

  it('where networks and volumes are defined otherwise', async () => {
    const plain = app('image: busybox', 'labels: {a: b}', 'labels: {a: b}');
    await using shop = workspace('defined', plain);
    await succeed(shop.flo('up', '-d'));
    shop.write(
      'compose.yaml',
      app(
        'image: busybox',
        'labels: {a: c}, internal: true',
        'driver_opts: {type: tmpfs, device: x}',
      ),
    );
    const told = await succeed(shop.flo('plan'));
    expect(told).toMatch(/~ Container \S+web-1 +connect +network "front" is replaced/);
    expect(told).toMatch(/± Network \S+front +replace +labels and internal changed/);
    expect(told).toMatch(/ {6}~ labels\.a +b → c +compose\.yaml:3\n {6}\+ internal +true /);
    // nothing but a yes gives the data away
    expect(told).not.toContain('Volume');
    const daring = await succeed(shop.floWith({}, 'up', '-d', '-y', '--dry-run'));
    expect(daring).toMatch(/± Volume \S+data +replace +labels and driver_opts changed/);
    expect(daring).toMatch(/- labels\.a +b +compose\.yaml:4\n/);
    expect(daring).toMatch(/\+ driver_opts\.type +tmpfs +compose\.yaml:4\n/);
    expect(daring).toMatch(/± Container \S+web-1 +replace +volume "data" is replaced/);
    await planOf(shop);
  });

  it('where the tag of an image means another image now', async () => {
    using engine = testEngine();
    await using shop = workspace('moved', '');
    const image = `${shop.project}:dev`;
    const build = async (version: number): Promise<string | undefined> => {
      const text = `FROM busybox\\nLABEL version=${version}`;
      shop.write(
        'compose.yaml',
        app(`image: ${image}, build: {dockerfile_inline: "${text}"}`, '', ''),
      );
      await succeed(shop.flo('build'));
      return (await engine.inspectImage(image))?.id.slice(7, 19);
    };
    try {
      const from = await build(1);
      await succeed(shop.flo('create'));
      const to = await build(2);
      const words = `image ${image} changed ${from} → ${to} (compose.yaml:2:`;
      expect(await succeed(shop.flo('plan'))).toContain(words);
      await planOf(shop);
    } finally {
      await engine.removeImage(image);
    }
  });
});

describe('a plan tells that content changed beside the definition', () => {
  it('but not what it was', async () => {
    const app = (content: string, tty: boolean): string => `services:
  web:
    image: busybox
    command: sleep 600
    tty: ${tty}
    configs: [site, more]
configs:
  site: {content: ${content}}
  more: {content: same}
`;
    await using shop = workspace('content', app('hunter2', false));
    await succeed(shop.flo('create'));
    shop.write('compose.yaml', app('hunter3', true));
    const told = await succeed(shop.flo('plan'));
    expect(told).toMatch(/web-1 +replace +tty and configs changed/);
    expect(told).toMatch(/~ configs\.site\.content +••• changed +compose\.yaml:8\n/);
    expect(told).not.toContain('more.content');
    expect(told).not.toContain('hunter');
    await planOf(shop);
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
    expect(text).toMatch(/~ command +sh -c "sleep 600" --api-key=••• \(••• changed\)/);
    expect(text).toMatch(/web-2 +replace +same as Container .*web-1/);
    const json = JSON.stringify(await planOf(shop));
    expect(json).toContain('"hidden":true');
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

const INSPECT = /^GET \/(?:containers\/[0-9a-f]+|images\/sha256:[0-9a-f]+)\/json$/;

type Edits = Readonly<Record<string, ValueEdit>>;

/** Those that Docker Compose 2.40 takes. */
const known = (edits: Edits): Edits =>
  Object.fromEntries(Object.entries(edits).filter(([, { isNew }]) => isNew !== true));

const expected = (
  shop: Workspace,
  edits: Edits,
  tells: (edit: ValueEdit) => readonly string[],
): Rows =>
  Object.fromEntries(
    Object.entries(edits).map(([service, edit]) => [
      service,
      tells(edit)
        .map((line) => line.replaceAll('PROJECT', shop.project))
        .toSorted(),
    ]),
  );

/** Writes a file with all services, each on a line of its own. */
function writer(shop: Workspace, edits: Edits): (when: 'before' | 'after') => void {
  const subnet = `10.217.${randomInt(256)}.`;
  shop.write('.env', 'COPIED=value\n');
  for (const path of ['key', 'cert', 'other', 'site']) shop.write(path, path);
  return (when) => {
    const services = Object.entries(edits).map(([service, edit]) => {
      const entries = withDefaults(edit[when]);
      return `  ${service}: {${entries}}\n`;
    });
    const rest = `volumes: {data: }
networks: {back: , other: , front: {ipam: {config: [{subnet: 10.217.4.0/24}]}}}
secrets: {key: {file: key}, cert: {file: cert}, other: {file: other}, copied: {environment: COPIED}, given: {environment: COPIED}}
configs: {site: {file: site}, inline: {content: text}}
`;
    const text = `services:\n${services.join('')}${rest}`;
    shop.write(
      'compose.yaml',
      text.replaceAll('10.217.4.', subnet).replaceAll('PROJECT', shop.project),
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

async function planOf(shop: Workspace): Promise<PrintedPlan> {
  const plan: unknown = JSON.parse(await succeed(shop.flo('plan', '--format', 'json')));
  if (!isPlan(plan)) throw new Error(JSON.stringify(isPlan.errors));
  return plan;
}

async function succeed(run: Promise<Finished>): Promise<string> {
  const { code, stdout, stderr } = await run;
  if (code !== 0) throw new Error(stderr);
  return stdout;
}
