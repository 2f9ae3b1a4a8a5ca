import { describe, expect, it } from 'vitest';
import { adviceFor } from '../../../src/events/advice.ts';
import { type Evidence, evidenceLines, startProblem } from '../../../src/events/evidence.ts';
import { placeOfProblem } from '../../../src/events/problem-place.ts';
import type { DataPath } from '../../../src/model/json.ts';

const evidence = (more: Partial<Evidence> = {}): Evidence => ({
  container: 'shop-web-1',
  image: 'app:1',
  state: 'exited',
  exitCode: 1,
  oomKilled: false,
  restartCount: 0,
  log: [],
  ...more,
});

const health = (output: string, more: Partial<NonNullable<Evidence['health']>> = {}) => ({
  status: 'unhealthy',
  failingStreak: 3,
  test: 'curl -f http://localhost/',
  probes: Array.from({ length: 3 }, () => ({ exitCode: 1, output: [output] })),
  ...more,
});

const RUNC =
  'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ';
const subject = { project: 'shop', service: 'web' };

describe('evidenceLines', () => {
  it('tells code, time and meaning of an end', () => {
    expect(evidenceLines(evidence({ exitCode: 139, ranMs: 2345 }))).toEqual([
      'exited with code 139 after 2.3 s: a memory access that is not allowed (SIGSEGV)',
    ]);
  });

  it('names the limit that was too low', () => {
    const [line] = evidenceLines(
      evidence({ exitCode: 137, oomKilled: true, memoryLimit: 6 * 1024 ** 2 }),
    );
    expect(line).toContain('(6 MiB)');
  });

  it('counts the restarts of a loop', () => {
    expect(evidenceLines(evidence({ state: 'restarting', restartCount: 4 }))).toEqual([
      'restarted 4 times so far, each time after exit code 1',
    ]);
  });

  it('tells probes that ended alike once, and output after them', () => {
    const lines = evidenceLines(
      evidence({ state: 'running', exitCode: 0, health: health('no route'), log: ['hello'] }),
    );
    expect(lines).toEqual([
      'running, but unhealthy after 3 failed probes in a row',
      'probe: curl -f http://localhost/',
      '  exit code 1',
      '    no route',
      'last output:',
      '  hello',
    ]);
  });

  it('says of a probe without an answer that it took too long', () => {
    const probes = [{ exitCode: -1, output: [] }];
    const lines = evidenceLines(evidence({ state: 'running', health: health('', { probes }) }));
    expect(lines).toContain('  took too long, no output');
  });

  it('keeps of the engine’s sentence what says something', () => {
    const error = `${RUNC}exec: "nosuch": executable file not found in $PATH`;
    expect(evidenceLines(evidence({ error }))).toEqual([
      'engine: exec: "nosuch": executable file not found in $PATH',
    ]);
  });
});

describe('startProblem', () => {
  it.each([
    ['exec: "x": executable file not found in $PATH', 'image "app:1" has no program "x"'],
    ['exec: "/x": stat /x: no such file or directory', 'image "app:1" has no program "/x"'],
    ['exec: "/x": permission denied', '"/x" in image "app:1" must not be executed'],
    ['exec: "/x": exec format error', '"/x" in image "app:1" is not made for this processor'],
    ['error mounting "a" to rootfs', 'error mounting "a" to rootfs'],
  ])('puts %s in words', (error, words) => {
    expect(startProblem(evidence({ error: RUNC + error }))).toBe(words);
  });

  it('is undefined for a container that was started', () => {
    expect(startProblem(evidence())).toBeUndefined();
  });
});

describe('adviceFor', () => {
  it('names the program that the probe looks for in vain', () => {
    for (const output of [
      'sh: curl: not found',
      '/bin/sh: 1: curl: not found',
      'bash: line 1: curl: command not found',
      'OCI runtime exec failed: exec failed: unable to start container process: exec: "curl": executable file not found in $PATH',
    ])
      expect(adviceFor(evidence({ state: 'running', health: health(output) }), subject)).toContain(
        'the image has no "curl"',
      );
  });

  it('knows that localhost in a probe may be an IPv6 address', () => {
    const found = evidence({ state: 'running', health: health('Connection refused') });
    expect(adviceFor(found, subject)).toContain('127.0.0.1');
  });

  it('tells how to free a port, or that it is the project’s own', () => {
    const held = (project: string): Evidence =>
      evidence({
        error: 'Bind for 0.0.0.0:80 failed: port is already allocated',
        port: {
          address: '0.0.0.0:80',
          port: 80,
          holder: { kind: 'container', name: 'c', project, service: 'front' },
        },
      });
    expect(adviceFor(held('other'), subject)).toContain('flotilla -p other stop front');
    expect(adviceFor(held('shop'), subject)).toContain('service "front" has this one');
  });

  it('knows that a container looks for another service on its own address', () => {
    for (const line of [
      'Error: connect ECONNREFUSED 127.0.0.1:5432',
      "wget: can't connect to remote host (127.0.0.1): Connection refused",
      'dial tcp [::1]:6379: connect: connection refused',
    ])
      expect(adviceFor(evidence({ log: [line] }), subject)).toContain('the container itself');
  });

  it('does not call a container silent whose output cannot be read', () => {
    expect(adviceFor(evidence(), subject)).toContain('wrote nothing');
    const unread = evidence({ logDriver: 'none' });
    expect(adviceFor(unread, subject)).toBeUndefined();
    expect(evidenceLines(unread)).toContain('output: not readable, its log driver is "none"');
  });

  it('says nothing where the evidence says it all', () => {
    expect(adviceFor(evidence({ log: ['fatal: no'] }), subject)).toBeUndefined();
  });
});

describe('placeOfProblem', () => {
  const pathFor = (found: Evidence, definition: object): DataPath | undefined => {
    let asked: DataPath | undefined;
    placeOfProblem(found, {
      ...subject,
      definition,
      placeOf: (path) => {
        asked = path;
        return undefined;
      },
    });
    return asked;
  };

  it('points at the port, the program, the probe or the limit', () => {
    const port = { address: ':90', port: 90, holder: { kind: 'unknown' } } as const;
    const ports = [
      { target: 1, published: '80' },
      { target: 2, published: '88-92' },
    ];
    expect(pathFor(evidence({ port }), { ports })).toEqual(['services', 'web', 'ports', 1]);
    expect(pathFor(evidence(), { command: ['x'] })).toEqual(['services', 'web', 'command']);
    expect(pathFor(evidence(), { command: ['x'], entrypoint: ['y'] })?.at(-1)).toBe('entrypoint');
    const sick = evidence({ state: 'running', health: health('') });
    expect(pathFor(sick, { healthcheck: { test: ['CMD'] } })?.slice(2)).toEqual([
      'healthcheck',
      'test',
    ]);
    expect(pathFor(evidence({ oomKilled: true }), { mem_limit: '6m' })?.at(-1)).toBe('mem_limit');
    expect(pathFor(evidence(), {})).toBeUndefined();
  });
});
