import { describe, expect, it } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { containersOf, type Workspace, workspace } from '../support/flotilla.ts';

/** A step as `plan --format json` prints it. */
interface PlannedStep {
  readonly kind: string;
  readonly resource: { readonly name: string };
  readonly container?: { readonly kind: string; readonly name: string };
}

const CALL: Readonly<Record<string, string>> = {
  createNetwork: 'POST /networks/create',
  createVolume: 'POST /volumes/create',
  createContainer: 'POST /containers/create',
  startContainer: 'POST /containers/*/start',
  stopContainer: 'POST /containers/*/stop',
  unpauseContainer: 'POST /containers/*/unpause',
  renameContainer: 'POST /containers/*/rename',
  removeContainer: 'DELETE /containers/*',
  putFiles: 'PUT /containers/*/archive',
  buildImage: 'POST /build',
};

/** The writes that the steps of a plan make; waiting writes nothing. */
function foretold(plan: string): readonly string[] {
  const { steps } = JSON.parse(plan) as { readonly steps: readonly PlannedStep[] };
  return steps
    .filter((step) => step.kind !== 'waitUntil')
    .map((step) => CALL[step.kind] ?? `unknown step ${step.kind}`)
    .toSorted();
}

function written(proxy: FaultProxy): readonly string[] {
  return proxy
    .lines()
    .filter((line) => !/^(GET|HEAD) /.test(line))
    .map((line) => line.replace(/\/containers\/(?!create$)[^/]+/, '/containers/*'))
    .filter((line) => line !== 'POST /session')
    .toSorted();
}

const BASE = `
services:
  db:
    image: busybox
    command: sleep 600
    init: true
    stop_grace_period: 0s
    volumes: [data:/data]
    healthcheck: {test: [CMD, 'true'], interval: 1s, start_period: 20s, start_interval: 100ms}
  web:
    image: busybox
    command: sleep 600
    init: true
    stop_grace_period: 0s
    depends_on: {db: {condition: service_healthy, restart: true}}
  job:
    image: busybox
    command: 'true'
volumes: {data: {}}
`;

interface Edit {
  readonly name: string;
  readonly compose?: string;
  /** Flags for both plan and up. */
  readonly flags?: readonly string[];
  /** Something done behind the project's back. */
  readonly before?: (shop: Workspace) => Promise<unknown>;
}

const EDITS: readonly Edit[] = [
  {
    name: 'a changed environment',
    compose: BASE.replace('  web:', "  web:\n    environment: {A: '1'}"),
  },
  {
    name: 'a changed dependency that dependents restart with',
    compose: BASE.replace('  db:', "  db:\n    environment: {A: '1'}"),
  },
  {
    name: 'two changed services',
    compose: BASE.replaceAll('command: sleep 600', 'command: sleep 601'),
  },
  {
    name: 'a new service',
    compose: BASE.replace(
      'volumes: {data',
      "  more:\n    image: busybox\n    command: 'true'\nvolumes: {data",
    ),
  },
  {
    name: 'a removed service',
    compose: BASE.replace(/ {2}job:\n.*\n.*\n/, ''),
    flags: ['--remove-orphans'],
  },
  {
    name: 'a further network',
    compose: `${BASE.replace('  job:\n', '  job:\n    networks: [back]\n')}networks: {back: {}}\n`,
  },
  { name: 'more replicas', flags: ['--scale', 'web=3'] },
  { name: 'a stopped container', before: (shop) => shop.flo('stop', '-t', '0', 'web') },
  {
    name: 'a secret from the environment',
    compose: `${BASE.replace('  web:\n', '  web:\n    secrets: [token]\n')}secrets: {token: {environment: HOME}}\n`,
  },
  {
    name: 'a build',
    compose: BASE.replace(
      '  job:\n    image: busybox\n',
      '  job:\n    build: {dockerfile_inline: "FROM busybox"}\n',
    ),
  },
  { name: 'a forced recreation', flags: ['--force-recreate'] },
  { name: 'no edit at all' },
];

describe('plan --format json', () => {
  it.each(EDITS)(
    'foretells every write of the next up after $name',
    async ({ compose, flags = [], before }) => {
      await using shop = workspace('foretell', BASE);
      expect((await shop.flo('up', '-d')).code).toBe(0);
      await before?.(shop);
      if (compose !== undefined) shop.write('compose.yaml', compose);
      const plan = await shop.flo('plan', '--format', 'json', ...flags);
      expect(plan.stderr + plan.code).toBe('0');
      await using proxy = await startFaultProxy();
      const up = await shop.floWith(
        { env: { DOCKER_HOST: `unix://${proxy.socket}` } },
        'up',
        '-d',
        ...flags,
      );
      expect([up.code, up.stderr]).toEqual([0, up.stderr]);
      expect(written(proxy)).toEqual(foretold(plan.stdout));
      expect(Object.keys(await containersOf(shop.project)).length).toBeGreaterThan(0);
    },
  );

  it('exits with 0 when there is nothing to do and with 2 when there is, if asked to', async () => {
    await using shop = workspace('exitcode', BASE);
    expect((await shop.flo('plan', '--detailed-exitcode')).code).toBe(2);
    await shop.flo('up', '-d');
    await shop.flo('stop', 'job');
    shop.write('compose.yaml', BASE.replace(/ {2}job:\n.*\n.*\n/, ''));
    await shop.flo('up', '-d', '--remove-orphans');
    const again = await shop.flo('plan', '--detailed-exitcode');
    expect([again.code, again.stderr]).toEqual([0, '']);
  });
});
