/** What a run loads: start-up is paid for by every call. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { workspace } from '../support/flotilla.ts';

interface Loaded {
  /** Node's own modules. */
  readonly builtin: readonly string[];
  /** Files of the bundle, by name without folder and hash. */
  readonly files: readonly string[];
}

/** Of Node's, what most commands have no use for; some of it is behind getters that an import would call. */
const UNUSED =
  /^(?:https|tls|zlib|http2|child_process|worker_threads|dgram|crypto|readline|internal\/(?:crypto\/webcrypto|worker|fs\/(?:promises|streams)|deps\/undici.*))$/;

async function record(
  run: (env: Readonly<Record<string, string>>) => Promise<unknown>,
): Promise<Loaded> {
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-loaded-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const report = join(folder, 'report.json');
  const probe = `
    const urls = [];
    const vm = process.getBuiltinModule('vm');
    vm.Script = class extends vm.Script {
      constructor(code, options) { super(code, options); urls.push(options.filename); }
    };
    process.on('exit', () => {
      const builtin = process.moduleLoadList.map((name) => name.replace('NativeModule ', ''));
      const text = JSON.stringify({ builtin, files: urls });
      process.getBuiltinModule('fs').writeFileSync(${JSON.stringify(report)}, text);
    });`;
  await run({ NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(probe)}` });
  const { builtin, files } = JSON.parse(readFileSync(report, 'utf8')) as Loaded;
  const names = files.flatMap((url) => /\/([\w-]+?)(?:-[\w-]{8})?\.cjs$/.exec(url)?.[1] ?? []);
  return { builtin, files: names };
}

const compose = 'services:\n  a: {image: busybox, network_mode: none, command: sleep 600}\n';

describe('start-up', () => {
  test('version loads neither the loader of files nor a way to an engine', async () => {
    await using space = workspace('loaded', compose);
    const { builtin, files } = await record((env) => space.floWith({ env }, 'version'));
    expect(builtin.filter((name) => UNUSED.test(name) || name === 'http')).toEqual([]);
    expect(files.filter((name) => /load|connect|render|reconcile|dash/.test(name))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['main', 'version']));
    expect(files.length).toBeLessThan(12);
  });

  test('listing loads one HTTP client, no child processes, no encryption, no builder, no dashboard', async () => {
    await using space = workspace('loaded', compose);
    const { builtin, files } = await record((env) => space.floWith({ env }, 'ps'));
    expect(builtin.filter((name) => UNUSED.test(name))).toEqual([]);
    expect(builtin).toContain('http');
    expect(files).toEqual(expect.arrayContaining(['main', 'ps', 'connect']));
    expect(files.filter((name) => /dash|build|tar|reconcile|plan/.test(name))).toEqual([]);
  });

  test('checking a file loads no way to an engine', async () => {
    await using space = workspace('loaded', compose);
    const { builtin, files } = await record((env) => space.floWith({ env }, 'config', '-q'));
    expect(builtin.filter((name) => UNUSED.test(name) || name === 'http')).toEqual([]);
    expect(files.filter((name) => /connect|reconcile|dash/.test(name))).toEqual([]);
  });
});

test('bringing up twenty services takes two calls each, and a handful when nothing is to be done', async () => {
  await using proxy = await startFaultProxy();
  const services = Array.from(
    { length: 20 },
    (_, index) => `  s${index}: {image: busybox, command: sleep 600, stop_grace_period: 0s}\n`,
  );
  await using space = workspace('calls', `services:\n${services.join('')}`);
  const env = { DOCKER_HOST: `unix://${proxy.socket}` };
  const calls = async (...args: readonly string[]): Promise<number> => {
    const before = proxy.requests.length;
    expect(await space.floWith({ env }, ...args)).toMatchObject({ code: 0 });
    return proxy.requests.length - before;
  };
  expect(await calls('up', '-d')).toBeLessThanOrEqual(48);
  expect(await calls('up', '-d')).toBeLessThanOrEqual(6);
  expect(await calls('restart', '-t', '0')).toBeLessThanOrEqual(26);
  expect(await calls('down', '-t', '0')).toBeLessThanOrEqual(46);
}, 120_000);
