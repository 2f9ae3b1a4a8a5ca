/** `ps`, `ls` and `images`: which containers, in which form, side by side with Docker Compose. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerCompose } from '../support/docker-compose.ts';
import { eventually, type Finished, type Workspace, workspace } from '../support/flotilla.ts';

const running =
  'image: busybox, command: sleep 600, init: true, stop_grace_period: 0s, network_mode: none';
const STACK = `services:
  a: {${running}, labels: {x: y}, volumes: [/anonymous]}
  paused: {${running}}
  old: {${running}}
  job: {image: busybox, command: sh -c 'exit 3', network_mode: none}
`;

const NAMES =
  '{{json .Name}} {{len .Service}} {{.Service | upper}} {{title .Name}} {{println .State}}{{if eq .Service "a"}}A{{else}}B{{end}}{{printf "%s-%d" .Service .ExitCode}} {{index (split .Image ":") 0}}';

let shop: Workspace;
let theirs: (...args: readonly string[]) => Promise<Finished>;

beforeAll(async () => {
  shop = workspace('psforms', STACK);
  theirs = dockerCompose(shop);
  await shop.flo('up', '-d');
  await shop.flo('pause', 'paused');
  await shop.flo('run', '-d', 'a', 'true');
  const ended = async () =>
    Object.values(await shop.containers()).filter(({ state }) => state === 'exited');
  await eventually(async () => (await ended()).length === 2);
});

afterAll(() => shop[Symbol.asyncDispose]());

describe('ps', () => {
  it.each([
    [['-q']],
    [['-aq']],
    [['--services']],
    [['--services', '-a']],
    [['--status', 'exited', '--status', 'paused', '--format', '{{.Service}} {{.State}}']],
    [['-a', '--format', NAMES]],
    [['--format', 'table {{.Service}}\\t{{.Names}}\\t{{.Mounts}}\\t{{.LocalVolumes}}']],
    [['--format', '{{join .Name ","}}']],
  ])('%j prints what Docker Compose prints', async (args) => {
    const [ours, other] = await Promise.all([shop.flo('ps', ...args), theirs('ps', ...args)]);
    expect(ours).toEqual(other);
  });

  it('as JSON has a line a container, with everything that Docker Compose tells', async () => {
    const rows = ({ stdout }: Finished): unknown =>
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => {
          const { Labels, RunningFor, Status, ...row } = JSON.parse(line) as Record<
            string,
            unknown
          >;
          return { ...row, kinds: [typeof Labels, typeof RunningFor, typeof Status] };
        });
    const call = ['ps', '-a', '--no-trunc', '--format', 'json'];
    const [ours, other] = await Promise.all([shop.flo(...call), theirs(...call)]);
    expect(rows(ours)).toEqual(rows(other));
    expect(ours.stdout).toMatch(
      /"Labels":"com\.docker\.compose\.config-hash=[0-9a-f]{64},com\.docker\.compose\.container-number=1,/,
    );
  });

  it('hides services that no file has when asked to', async () => {
    shop.write('compose.yaml', STACK.replace('  old:', '  renamed:'));
    const all = await shop.flo('ps', '--format', '{{.Service}}');
    const known = await shop.flo('ps', '--orphans=false', '--format', '{{.Service}}');
    shop.write('compose.yaml', STACK);
    expect([all.stdout, known.stdout]).toEqual(['a\nold\npaused\n', 'a\npaused\n']);
  });
});
