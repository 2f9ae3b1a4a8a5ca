/** What `config` prints means the same when it is read again. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Project } from '../../../src/model/project.ts';
import { renderConfigJson, renderConfigYaml } from '../../../src/render/config-view.ts';
import { load, projectOf } from '../load/project.ts';

const RENDERERS = [renderConfigYaml, renderConfigJson];

function readAgain(text: string): Project {
  const result = load({}, { files: ['-'], stdin: text, cwd: '/elsewhere', profiles: ['*'] });
  if (!result.project) throw new Error(`${JSON.stringify(result.diagnostics)}\n${text}`);
  return result.project;
}

/** What each form printed first, and what it prints of what it has read again. */
function printedTwice(project: Project): readonly (readonly [string, string])[] {
  return RENDERERS.map((render) => {
    const text = render(project);
    return [text, render(readAgain(text))] as const;
  });
}

const EVERYTHING = `
name: all
x-own: {a: [1, 2.5, "3", null, true, "yes", "0x1", "1e3"]}
services:
  web:
    image: nginx:$$tag
    build:
      context: ./web
      args: [A=1, B]
      additional_contexts: {base: "docker-image://alpine"}
      secrets: [token]
      labels: {l: "1"}
      ulimits: {nofile: {soft: 1, hard: 2}, nproc: 3}
    command: sh -c 'echo "$$HOME" $\${X}'
    entrypoint: []
    environment: {A: "1", B: , C: "a: b # c", D: "line\\nline\\n", E: " x ", F: "~", G: "2001-01-01"}
    ports: ["80", "8080:80/udp", "127.0.0.1:9000-9001:90-91", {target: 7, published: "1-9", mode: host}]
    expose: [80, "90-91"]
    volumes:
      - data:/data:ro
      - ./src:/src:z
      - /anon
      - {type: tmpfs, target: /t, tmpfs: {size: 64m, mode: 0o755}}
      - {type: bind, source: ./b, target: /b, bind: {create_host_path: false, propagation: rslave}}
    networks: {back: {aliases: [w], ipv4_address: 10.1.0.5, priority: 3}, default: }
    depends_on: {db: {condition: service_healthy, restart: true}}
    deploy:
      replicas: 2
      resources: {limits: {cpus: "0.5", memory: 64m, pids: 10}, reservations: {devices: [{capabilities: [gpu], count: 1}]}}
      restart_policy: {condition: on-failure, delay: 5s, max_attempts: 3, window: 1m}
    healthcheck: {test: curl -f x | grep y, interval: 1m30s, retries: 3, start_period: 0s}
    configs: [{source: c, target: /c, mode: 0440, uid: "1"}]
    secrets: [token]
    logging: {driver: json-file, options: {max-size: 10m}}
    extra_hosts: ["a:1.2.3.4", "b:::1"]
    dns: 1.1.1.1
    tmpfs: [/run, "/x:size=1m"]
    ulimits: {nofile: 1024}
    sysctls: [net.core.somaxconn=1024]
    stop_grace_period: 90s
    mem_limit: 64m
    cpus: 0.5
    pids_limit: 10
    scale: 2
    shm_size: "65536"
    devices: ["/dev/a:/dev/b:r"]
    cap_add: [ALL]
    labels: ["a=b", "c"]
    init: true
    user: "1000:1000"
    develop: {watch: [{action: sync, path: ./src, target: /src, ignore: [node_modules/]}]}
    post_start: [{command: echo hi, user: root}]
  db:
    image: postgres
    profiles: [data, all]
    network_mode: none
    container_name: the-db
    restart: "no"
networks:
  back: {ipam: {config: [{subnet: 10.1.0.0/24}]}, labels: {x: y}, driver_opts: {a: 1}}
volumes:
  data: {driver: local, driver_opts: {type: nfs, o: "addr=1"}}
secrets:
  token: {environment: TOKEN}
configs:
  c: {content: "a=$\${B}\\n"}
`;

describe('the printed project read again', () => {
  it('is the same with all attributes', () => {
    for (const [first, second] of printedTwice(projectOf(EVERYTHING, { profiles: ['*'] })))
      expect(second).toBe(first);
  });

  it('is the same whatever text the values are', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.constantFrom(
        ...[
          'y',
          'No',
          'null',
          '1_000',
          '0o7',
          '0b1',
          '.5',
          '-',
          '- x',
          '? x',
          '#',
          '@a',
          '%',
          '!t',
        ],
      ),
      fc.constantFrom(
        ...[
          'a: b',
          '{a',
          '[',
          '"',
          "'",
          '\\',
          '$',
          '$$',
          '${A}',
          ' ',
          '\n',
          ' a\nb',
          'a\n\n',
          '\t',
        ],
      ),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-zA-Z_]\w{0,6}$/), text), (environment) => {
        const escaped = Object.entries(environment)
          .filter(
            ([, value]) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/.test(value),
          )
          .map(([key, value]) => [key, value.replaceAll('$', '$$$$')] as const);
        const file = { services: { a: { image: 'x', environment: Object.fromEntries(escaped) } } };
        for (const [first, second] of printedTwice(
          projectOf({ 'compose.yaml': JSON.stringify(file) }),
        ))
          expect(second).toBe(first);
      }),
      { numRuns: 200 },
    );
  });
});
