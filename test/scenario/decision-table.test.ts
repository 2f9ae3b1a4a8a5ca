/** What becomes of a running project after an edit: exactly these steps for these reasons, and nothing else is touched. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { testEngine, testProject } from '../support/engine.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { type Finished, idsOf, type Workspace, workspace } from '../support/flotilla.ts';
import { CONTENTS, DEFINITIONS } from './decision-table/files.ts';
import { FLAGS, REPLICAS } from './decision-table/flags.ts';
import { MEDDLED } from './decision-table/meddling.ts';
import { type Row, sleeper, stack } from './decision-table/row.ts';

/** A step as `plan --format json` prints it. */
interface PlannedStep {
  readonly id: string;
  readonly reason: { readonly kind: string };
}

interface PrintedPlan {
  readonly steps: readonly PlannedStep[];
  readonly diagnostics: readonly { readonly code: string }[];
}

const ROWS = [...DEFINITIONS, ...CONTENTS, ...FLAGS, ...REPLICAS, ...MEDDLED];

describe('after a change', () => {
  it.each(ROWS)('$name', async (row) => {
    using engine = testEngine();
    await using shop = workspace('table', '');
    const before = await arrange(shop, engine, row);
    try {
      const plan = await planOf(shop, row);
      expect(stepsOf(plan, shop.project)).toEqual(row.steps.toSorted());
      expect(plan.diagnostics.map(({ code }) => code)).toEqual(row.tells ?? []);
      const up = await shop.flo('up', '-d', ...(row.flags ?? []));
      expect([up.code, up.code === 0 ? '' : up.stderr]).toEqual([0, '']);
      expect(await compare(shop, before)).toEqual(becomes(row));
      await row.settle?.(shop);
      expect(stepsOf(await planOf(shop, { ...row, flags: [] }), shop.project)).toEqual(
        row.again ?? [],
      );
    } finally {
      await row.cleanUp?.(shop, engine);
    }
  });
});

describe('what cannot be done is refused before anything is written', () => {
  it('when an external network is missing', async () => {
    await using shop = workspace('refused', stack({ web: sleeper() }));
    await succeed(shop.flo('up', '-d'));
    const before = await idsOf(shop.project);
    const edit = stack(
      { web: sleeper('networks: [far]'), extra: sleeper('volumes: ["data:/data"]') },
      `networks: {far: {external: true, name: ${shop.project}-far}}\nvolumes: {data: }\n`,
    );
    shop.write('compose.yaml', edit);
    await using proxy = await startFaultProxy();
    const env = { DOCKER_HOST: `unix://${proxy.socket}` };
    const up = await shop.floWith({ env }, 'up', '-d');
    expect(up.code).not.toBe(0);
    expect(up.stderr).toContain(`${shop.project}-far`);
    expect(proxy.lines().filter((line) => !/^(GET|HEAD) /.test(line))).toEqual([]);
    expect(await idsOf(shop.project)).toEqual(before);
  });

  it('when a container that is not ours has the name', async () => {
    using engine = testEngine();
    await using other = testProject('holder', engine);
    const holder = await other.create('front');
    await using shop = workspace('conflict', stack({ db: sleeper(), web: sleeper() }));
    await succeed(shop.flo('up', '-d'));
    const before = await idsOf(shop.project);
    const named = sleeper(`container_name: ${other.name}-front`);
    shop.write('compose.yaml', stack({ db: sleeper('tty: true'), web: named }));
    const up = await shop.flo('up', '-d', 'web');
    expect(up.code).not.toBe(0);
    expect(up.stderr).toContain(`${other.name}-front`);
    expect(up.stderr).toContain(other.name);
    expect(await idsOf(shop.project)).toEqual(before);
    expect((await shop.containers())['web-1']?.state).toBe('running');
    expect((await engine.inspectContainer(holder)).name).toContain(`${other.name}-front`);
  });
});

/** Brings the project up, makes the edit, and gives the ids that were there before. */
async function arrange(
  shop: Workspace,
  engine: Engine,
  row: Row,
): Promise<Readonly<Record<string, string>>> {
  for (const [path, text] of Object.entries(row.files ?? {})) shop.write(path, fill(text, shop));
  await row.prepare?.(shop, engine);
  await succeed(shop.flo('up', '-d', ...(row.upFlags ?? [])));
  const early = await idsOf(shop.project);
  for (const [path, text] of Object.entries(row.edit ?? {})) shop.write(path, fill(text, shop));
  await row.meddle?.(shop, engine, early);
  // what meddling has added counts as having been there
  const known = new Set(Object.values(early));
  const added = Object.entries(await idsOf(shop.project)).filter(([, id]) => !known.has(id));
  return { ...Object.fromEntries(added), ...early };
}

const fill = (text: string, shop: Workspace): string => text.replaceAll('PROJECT', shop.project);

async function succeed(run: Promise<Finished>): Promise<void> {
  const { code, stderr } = await run;
  if (code !== 0) throw new Error(stderr);
}

async function planOf(shop: Workspace, row: Row): Promise<PrintedPlan> {
  const { code, stdout, stderr } = await shop.flo('plan', '--format', 'json', ...(row.flags ?? []));
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as PrintedPlan;
}

const stepsOf = ({ steps }: PrintedPlan, project: string): readonly string[] =>
  steps
    .map(({ id, reason }) => `${id.replaceAll(project, 'PROJECT')}: ${reason.kind}`)
    .map((line) => line.replaceAll(/[0-9a-f]{12}(?=_)/g, 'HEX'))
    .toSorted();

interface Fates {
  readonly untouched: readonly string[];
  readonly replaced: readonly string[];
  readonly gone: readonly string[];
  readonly made: readonly string[];
}

async function compare(shop: Workspace, before: Readonly<Record<string, string>>): Promise<Fates> {
  const after = await idsOf(shop.project);
  const survivors = new Set(Object.values(after));
  const names = Object.keys(before).map(plain);
  const byFate = (wanted: (name: string) => boolean): readonly string[] =>
    Object.keys(before).filter(wanted).map(plain).toSorted();
  return {
    untouched: byFate((name) => survivors.has(before[name] ?? '')),
    replaced: byFate((name) => !survivors.has(before[name] ?? '') && after[name] !== undefined),
    gone: byFate((name) => !survivors.has(before[name] ?? '') && after[name] === undefined),
    made: Object.keys(after)
      .filter(
        (name) =>
          !names.includes(plain(name)) && !Object.values(before).includes(after[name] ?? ''),
      )
      .map(plain)
      .toSorted(),
  };
}

/** Names that contain chance: those of one-off containers. */
const plain = (name: string): string => name.replace(/-run-[0-9a-f]+$/, '-run');

const becomes = ({ untouched = [], replaced = [], gone = [], made = [] }: Row): Fates => ({
  untouched,
  replaced,
  gone,
  made,
});
