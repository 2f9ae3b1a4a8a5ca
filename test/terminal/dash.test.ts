import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LABEL } from '../../src/model/labels.ts';
import { removeProject, testEngine } from '../support/engine.ts';
import { root } from '../support/source-tree.ts';
import { EngineDoor } from './engine-door.ts';
import { Tmux } from './tmux.ts';

const project = `dash${randomBytes(5).toString('hex')}`;
const SCRIPTS: Readonly<Record<string, string>> = {
  db: 'echo db says hello; sleep 600',
  web: 'i=0; while [ $i -lt 3 ]; do i=$((i+1)); echo web line $i; done; printf "\\033[2J\\033]0;taken\\007hostile text\\n"; sleep 600',
  job: 'echo job is over; exit 3',
};

const ENTRY = join(root, 'dist/flotilla.mjs');
const engine = testEngine();
let folder: string;
let tmux: Tmux;
const ids: Record<string, string> = {};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flotilla-dash-'));
  writeFileSync(
    join(folder, 'compose.yaml'),
    `name: ${project}\nservices:\n  web: { image: busybox, init: true, depends_on: [db] }\n` +
      '  db: { image: busybox, init: true }\n  job: { image: busybox }\n' +
      '  extra: { image: busybox, init: true, network_mode: none, command: sleep 600, depends_on: [db] }\n',
  );
  for (const [service, script] of Object.entries(SCRIPTS)) {
    ids[service] = await runContainer(service, script);
  }
});

afterAll(async () => {
  await removeProject(project);
  engine.close();
  rmSync(folder, { recursive: true, force: true });
});

async function runContainer(service: string, script: string): Promise<string> {
  const { id } = await engine.createContainer({
    name: `${project}-${service}-1`,
    body: {
      Image: 'busybox',
      Cmd: ['sh', '-c', script],
      Labels: {
        [LABEL.project]: project,
        [LABEL.service]: service,
        [LABEL.containerNumber]: '1',
        [LABEL.oneoff]: 'False',
        [LABEL.configHash]: 'none',
        [LABEL.dependsOn]: service === 'web' ? 'db:service_started:false' : '',
      },
      HostConfig: { Init: true, NetworkMode: 'none' },
    },
  });
  await engine.startContainer(id);
  return id;
}

/** Starts the dashboard from the shell, and has the shell say how it was left. */
async function open(environment = ''): Promise<void> {
  tmux.type(
    `stty -a > before; ${environment} '${process.execPath}' '${ENTRY}' dash 2> errors; echo "left with $?"; stty -a > after`,
  );
  tmux.press('Enter');
  await tmux.see(/▸. db/);
}

/** Goes down the list from its first row. */
async function mark(service: string): Promise<void> {
  tmux.type('g');
  const rows = (await tmux.see(/▸. db/)).split('\n').filter((row) => /^│[ ▸]. \w/.test(row));
  for (let left = rows.findIndex((row) => row.startsWith(service, 4)); left > 0; left -= 1) {
    tmux.type('j');
  }
  await tmux.see(new RegExp(`▸. ${service}`));
}

function expectTerminalAsBefore(): void {
  expect(tmux.modes()).toBe('0 1 1');
  expect(settings('after')).toBe(settings('before'));
  expect(readFileSync(join(folder, 'errors'), 'utf8')).toBe('');
}

/** Of `stty -a`, without the size. */
function settings(file: string): string {
  return readFileSync(join(folder, file), 'utf8').replace(/rows \d+; columns \d+/, '');
}

/** The process id of the dashboard, a child of the shell in the terminal. */
function processId(): number {
  const rows = execFileSync('pgrep', ['-f', `${ENTRY} dash`], { encoding: 'utf8' });
  const own = rows.trim().split('\n').map(Number);
  return own.find((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim() !== 'bash') ?? 0;
}

describe('flotilla dash', () => {
  beforeEach(() => {
    tmux = new Tmux({ columns: 120, rows: 40, folder });
  });

  afterEach(() => tmux.kill());

  it('shows services in dependency order with their logs, and gives the terminal back', async () => {
    await open();
    const screen = await tmux.see(/web line 3[^]*hostile text/);
    expect(screen).toMatch(/job +exit 3/);
    expect(screen.indexOf('db ')).toBeLessThan(screen.indexOf('web '));
    expect(screen).toContain('db says hello');
    expect(screen).toContain(project);
    expect(tmux.modes()).toBe('1 0 0');
    tmux.press('q');
    await tmux.see(/left with 0/);
    expectTerminalAsBefore();
  });

  it('filters, opens one service, and goes back', async () => {
    await open();
    await tmux.see(/web line 3/);
    tmux.type('/line 2');
    const filtered = await tmux.see(/\/line 2 .*1 found/);
    expect(filtered).not.toContain('web line 1');
    tmux.press('Escape');
    await tmux.see(/web line 1/);
    tmux.type('1');
    await mark('web');
    tmux.press('Enter');
    await tmux.see(/Details of web/);
    const one = await tmux.see(/Logs of web/);
    expect(one).not.toContain('db says hello');
    expect(one).toMatch(/command +.*sh -c/);
    tmux.press('Escape');
    await tmux.see(/db says hello/);
    tmux.press('q');
    await tmux.see(/left with 0/);
  });

  it('restarts, stops and starts the marked service', async () => {
    await open();
    const startOf = async (): Promise<string> =>
      (await engine.inspectContainer(ids['db'] ?? '')).state.startedAt;
    const before = await startOf();
    await mark('db');
    tmux.type('r');
    await tmux.see(/db restarted/);
    expect(await startOf()).not.toBe(before);
    tmux.type('s');
    await tmux.see(/db +exit \d+/);
    await tmux.see(/db stopped/);
    tmux.type('S');
    await tmux.see(/db started/);
    await tmux.see(/db +running/);
    tmux.press('C-c');
    await tmux.see(/left with 0/);
    expectTerminalAsBefore();
  });

  it('creates a service that is not there, and leaves what it depends on as it is', async () => {
    await open();
    await tmux.see(/extra +not created/);
    await mark('extra');
    tmux.type('S');
    await tmux.see(/extra started/);
    await tmux.see(/extra +running/);
    expect((await engine.inspectContainer(`${project}-db-1`)).id).toBe(ids['db']);
    tmux.press('q');
    await tmux.see(/left with 0/);
  });

  it('follows the size of the terminal', async () => {
    await open();
    tmux.resize(80, 24);
    await tmux.see(/^(?![^]*┌)[^]*1 SVC {2}2 logs/);
    tmux.resize(30, 8);
    await tmux.see(/^(?![^]*─)[^]*db/);
    tmux.resize(160, 45);
    expect(await tmux.see(/2 Logs/)).toContain('3 Details');
    tmux.press('q');
    await tmux.see(/left with 0/);
    expectTerminalAsBefore();
  });

  it('keeps what it saw while the engine is lost, and finds it again', async () => {
    const door = new EngineDoor(join(folder, 'engine.sock'));
    await door.listen();
    await open(`DOCKER_HOST=unix://${door.path}`);
    await tmux.see(/web line 3/);
    door.shut();
    const lost = await tmux.see(/engine lost \d+s, retry in \d+s/);
    expect(lost).toMatch(/db +running/);
    await door.listen();
    const back = await tmux.see(/^(?![^]*engine lost)[^]*web line 3/);
    expect(back.match(/web line 3/g)).toHaveLength(1);
    tmux.press('q');
    await tmux.see(/left with 0/);
    door.shut();
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('gives the terminal back on %s', async (signal, code) => {
    await open();
    process.kill(processId(), signal);
    expect(await tmux.see(/left with \d/)).toContain(`left with ${code}`);
    expectTerminalAsBefore();
  });
});

describe('flotilla dash without a terminal', () => {
  it('says what to use instead', () => {
    const { status, stderr } = spawnSync(process.execPath, [ENTRY, 'dash'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stderr).toContain('flo logs -f');
    expect(stderr).toContain('flo ps');
  });
});
