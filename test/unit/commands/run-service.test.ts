import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/commands/context.ts';
import type { RunFlags } from '../../../src/commands/run-flags.ts';
import { serviceToRun } from '../../../src/commands/run-service.ts';
import { startRefusal } from '../../../src/commands/start-refusal.ts';
import type { Service } from '../../../src/model/service.ts';
import { memoryFiles } from '../../support/memory-files.ts';

const NOTHING: RunFlags = {
  build: undefined,
  capAdd: [],
  capDrop: [],
  detach: undefined,
  entrypoint: undefined,
  env: [],
  envFromFile: [],
  interactive: true,
  label: [],
  name: undefined,
  noTty: undefined,
  noDeps: undefined,
  publish: [],
  pull: undefined,
  quiet: undefined,
  quietBuild: undefined,
  quietPull: undefined,
  removeOrphans: undefined,
  rm: undefined,
  servicePorts: undefined,
  tty: undefined,
  useAliases: undefined,
  user: undefined,
  volume: [],
  workdir: undefined,
};

const FILES = memoryFiles({
  '/work/one.env': 'A=first\nB=${GIVEN}\n',
  '/work/two.env': 'A=second\nC=3\n',
});

const change = (
  service: Service,
  given: Partial<RunFlags>,
  words: readonly string[] = [],
): Service =>
  serviceToRun(service, {
    given: { ...NOTHING, ...given },
    words,
    tty: false,
    host: { cwd: '/work', home: '/home/me', files: FILES },
    environment: { INHERITED: 'yes' },
  });

describe('serviceToRun', () => {
  it('drops what makes sense for replicas alone', () => {
    const service: Service = {
      image: 'app',
      container_name: 'fixed',
      restart: 'always',
      deploy: { replicas: 3, restart_policy: { condition: 'any' } },
      post_start: [{ command: ['true'] }],
      pre_stop: [{ command: ['true'] }],
    };
    expect(change(service, {})).toEqual({
      image: 'app',
      deploy: { replicas: 3 },
      post_start: [{ command: ['true'] }],
      tty: false,
      stdin_open: true,
      ports: [],
      environment: {},
      labels: {},
      volumes: [],
    });
  });

  it('keeps the service’s command unless there is one, or a new entrypoint', () => {
    const service: Service = { command: ['serve'], entrypoint: ['/init'] };
    expect(change(service, {})).toMatchObject(service);
    expect(change(service, {}, ['sh'])).toMatchObject({ entrypoint: ['/init'], command: ['sh'] });
    const entrypoint = `echo 'a b'`;
    expect(change(service, { entrypoint })).toMatchObject({
      entrypoint: ['echo', 'a b'],
      command: [],
    });
    expect(change(service, { entrypoint }, ['c']).command).toEqual(['c']);
    expect(() => change(service, { entrypoint: 'echo "' })).toThrow(UserError);
  });

  it('publishes nothing but what was asked for', () => {
    const service: Service = { ports: [{ target: 80, protocol: 'tcp' }] };
    expect(change(service, {}).ports).toEqual([]);
    expect(change(service, { servicePorts: true }).ports).toEqual(service.ports);
    expect(change(service, { publish: ['8080:81'] }).ports).toMatchObject([
      { target: 81, published: '8080' },
    ]);
    expect(() => change(service, { publish: ['x'] })).toThrow('invalid --publish "x"');
  });

  it('lets --env win over files, the first file over the second, and leaves out what is not set', () => {
    const service: Service = { environment: { A: 'service', KEPT: 'k' } };
    const given = {
      env: ['GIVEN=g', 'INHERITED', 'NOWHERE', 'EMPTY='],
      envFromFile: ['one.env', 'two.env'],
    };
    expect(change(service, given).environment).toEqual({
      A: 'first',
      B: 'g',
      C: '3',
      KEPT: 'k',
      GIVEN: 'g',
      INHERITED: 'yes',
      EMPTY: '',
    });
  });

  it('mounts paths as seen from here, in place of what the service mounts there', () => {
    const service: Service = { volumes: [{ type: 'volume', source: 'data', target: '/data' }] };
    const volume = ['./own:/data/', '~/mine:/mine:ro', 'named:/named'];
    expect(change(service, { volume }).volumes).toMatchObject([
      { type: 'bind', source: '/work/own', target: '/data' },
      { type: 'bind', source: '/home/me/mine', target: '/mine', read_only: true },
      { type: 'volume', source: 'named', target: '/named' },
    ]);
  });

  it('takes a capability from the one list that the other flag names', () => {
    const service: Service = { cap_add: ['A', 'B'], cap_drop: ['C', 'D'] };
    expect(change(service, { capAdd: ['C'], capDrop: ['A'] })).toMatchObject({
      cap_add: ['B', 'C'],
      cap_drop: ['D', 'A'],
    });
    expect(change({}, {})).not.toHaveProperty('cap_add');
  });

  it('wants labels with a value', () => {
    expect(change({ labels: { a: '1' } }, { label: ['b=2=3'] }).labels).toEqual({
      a: '1',
      b: '2=3',
    });
    expect(() => change({}, { label: ['nope'] })).toThrow('label must be set as KEY=VALUE');
  });
});

const refused = (text: string) =>
  startRefusal(
    {
      code: 'bad-command',
      message: text,
      engine: { kind: 'badCommand', request: 'POST /containers/x/start', text },
    },
    { name: 'web', image: 'busybox' },
  );

describe('startRefusal', () => {
  it('tells a missing program from one that cannot be run', () => {
    expect(refused('exec: "nosuch": executable file not found in $PATH: unknown')).toEqual({
      message: 'web: "nosuch" not found in image busybox',
      exitCode: 127,
    });
    expect(refused('exec: "/etc": permission denied: unknown')).toEqual({
      message: 'web: "/etc" in image busybox cannot be run: permission denied',
      exitCode: 126,
    });
  });

  it('has nothing to say about other failures', () => {
    expect(refused('no command specified')).toBeUndefined();
    expect(
      startRefusal({ code: 'port-taken', message: 'x' }, { name: 'web', image: 'a' }),
    ).toBeUndefined();
  });
});
