import { describe, expect, it } from 'vitest';
import { load, problems } from './project.ts';
import { cpuMs } from '../../support/cpu-time.ts';

const codes = (attributes: string, rest = ''): readonly string[] =>
  problems(load(`services:\n  a:\n    image: i\n    ${attributes}\n${rest}`));

describe('checking a project', () => {
  it('tells every problem in one run, in reading order, with what was meant', () => {
    const result = load(
      [
        'services:',
        '  web:',
        '    image: nginx',
        '    networks: [frnt]',
        '    depends_on: [bd]',
        '    volumes: ["dta:/x", "./a:/y"]',
        '    tmpfs: /y',
        '    secrets: [pw]',
        '  db:',
        '    restart: always',
        'networks: {front: {}}',
        'volumes: {data: {}}',
      ].join('\n'),
    );
    expect(problems(result)).toEqual([
      'unknown-network compose.yaml:4:16',
      'unknown-service compose.yaml:5:18',
      'unknown-volume compose.yaml:6:16',
      'duplicate-mount-target compose.yaml:7:12',
      'unknown-secret compose.yaml:8:15',
      'no-image compose.yaml:9:3',
    ]);
    expect(result.diagnostics.slice(0, 3).map(({ hint }) => hint)).toEqual([
      'Did you mean "front"?',
      'Did you mean "db"?',
      'Did you mean "data"?',
    ]);
    expect(result.diagnostics[0]?.path).toBe('services.web.networks.frnt');
  });

  it('tells of a secret or config that names none', () => {
    expect(codes('secrets: [{target: x}]')).toEqual(['missing-key compose.yaml:4:15']);
    expect(codes('configs: [{sourc: x}]')).toEqual(['unknown-key compose.yaml:4:16']);
  });

  it('tells a missing image once, and not of those who extend the service that lacks it', () => {
    const file =
      'services:\n  a: {extends: c}\n  b: {extends: {service: c}}\n  c: {imge: x}\n  d: {extends: a}\n';
    expect(problems(load(file))).toEqual(['unknown-key compose.yaml:4:7']);
  });

  it('shows a dependency cycle with its whole path, implied dependencies included', () => {
    const result = load(
      'services:\n  a: {image: i, depends_on: [b]}\n  b: {image: i, links: [c]}\n  c: {image: i, pid: "service:a"}\n',
    );
    expect(problems(result)).toEqual(['dependency-cycle compose.yaml:2:30']);
    expect(result.diagnostics[0]?.message).toContain('a -> b -> c -> a');
  });

  it.each([
    ['network_mode: host\n    networks: [default]', 'exclusive-attributes compose.yaml:4:5'],
    ['healthcheck: {test: [curl, x]}', 'bad-health-test compose.yaml:4:25'],
    ['scale: -1', 'negative-number compose.yaml:4:12'],
    ['scale: 2\n    deploy: {replicas: 3}', 'conflicting-values compose.yaml:4:5'],
    [
      'cpus: 1\n    deploy: {resources: {limits: {memory: 1g}}}',
      'conflicting-values compose.yaml:4:5',
    ],
    ['container_name: abc\n    scale: 2', 'container-name-scaled compose.yaml:4:5'],
    ['develop: {watch: [{path: ., action: sync}]}', 'watch-without-target compose.yaml:4:23'],
    [
      'platform: linux/amd64\n    build: {platforms: [linux/arm64]}',
      'platform-not-built compose.yaml:4:15',
    ],
    ['ports: [{target: 80, host_ip: localhost}]', 'bad-ip-address compose.yaml:4:35'],
    ['ports: [{published: "80"}]', 'missing-target compose.yaml:4:13'],
    ['volumes: [{type: bind, target: /x}]', 'bind-without-source compose.yaml:4:15'],
    ['gpus: [{count: 1, device_ids: ["0"]}]', 'exclusive-attributes compose.yaml:4:20'],
    ['build: {additional_contexts: {r: "service:zz"}}', 'unknown-service compose.yaml:4:38'],
    ['ports: ["1-6000:1-6000", "10001-16000:1-6000"]', 'too-many-ports compose.yaml:4:12'],
  ])('refuses %s', (attributes, problem) => {
    expect(codes(attributes)).toEqual([problem]);
  });

  it('refuses resources that say too much or too little', () => {
    expect(codes('', 'volumes:\n  v: {external: true, driver: x}\n')).toEqual([
      'exclusive-attributes compose.yaml:6:23',
    ]);
    expect(codes('', 'secrets:\n  s: {}\n')).toContain('missing-source compose.yaml:6:6');
    expect(codes('', 'configs:\n  c: {file: x, content: y}\n')).toEqual([
      'exclusive-attributes compose.yaml:6:16',
    ]);
  });

  it('refuses files that say nothing', () => {
    for (const text of ['{}', 'version: "3"\n', '# nothing\n']) {
      const { diagnostics } = load(text);
      expect(diagnostics.map(({ code }) => code)).toContain('empty-compose-file');
    }
  });

  it('shows both services that want one container name', () => {
    const result = load(
      'services:\n  a: {image: i, container_name: xx}\n  b: {image: i, container_name: xx}\n',
    );
    expect(problems(result)).toEqual(['duplicate-container-name compose.yaml:3:33']);
    expect(result.diagnostics[0]?.related?.[0]?.at.line).toBe(2);
  });

  it('lets services have one container name that do not run together', () => {
    const text =
      'services:\n  a: {image: i, container_name: xx}\n  b: {image: i, container_name: xx}\n';
    expect(problems(load(text, { services: ['b'] }))).toEqual([]);
  });

  it('warns when a volume of one letter is taken for a drive', () => {
    const result = load('services: {a: {image: i, volumes: ["v:/data"]}}\nvolumes: {v: }\n');
    expect(problems(result)).toEqual(['one-letter-volume compose.yaml:1:36']);
    expect(result.project).toBeDefined();
  });

  it('leaves services alone that no profile enables', () => {
    expect(codes('', '  b: {image: i, profiles: [p], networks: [nope]}\n')).toEqual([]);
  });

  it('checks nothing of this when asked not to', () => {
    const result = load('services: {a: {image: i, networks: [nope]}}', { checkConsistency: false });
    expect(result.project).toBeDefined();
  });

  it('walks a thousand services with a hundred dependencies each in no time', () => {
    const lines = Array.from({ length: 1000 }, (_, i) => {
      const names = Array.from({ length: Math.min(i, 100) }, (_unused, j) => `s${i - j - 1}`);
      return `  s${i}: {image: x, depends_on: [${names.join(', ')}]}`;
    });
    const spent = cpuMs(() => {
      expect(load(`services:\n${lines.join('\n')}\n`).project).toBeDefined();
    });
    expect(spent).toBeLessThan(15_000);
  });
});
