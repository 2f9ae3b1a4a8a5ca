/** What is measured: a compose file, what brings it to the start line, and the command against the clock. */

export interface Scenario {
  readonly name: string;
  readonly file: string;
  /** Run before every measurement, off the clock. */
  readonly before?: readonly string[];
  /** Takes the file's place after that. */
  readonly edited?: string;
  readonly timed: readonly string[];
}

const down = ['down', '--timeout', '0', '--volumes'];
const up = ['up', '--detach'];

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

const sleepers = (count: number): string =>
  `services:\n${numbers(count)
    .map(
      (i) =>
        `  s${i}:\n    image: busybox:latest\n    command: sleep 3600\n    init: true\n    stop_grace_period: 0s\n`,
    )
    .join('')}`;

/** Each waits until the one before it is healthy. */
const chain = (count: number): string =>
  `services:\n${numbers(count)
    .map(
      (i) => `  s${i}:
    image: busybox:latest
    init: true
    stop_grace_period: 0s
    command: sh -c 'touch /ready; exec sleep 3600'
    healthcheck: { test: [CMD, test, -f, /ready], interval: 30s, start_period: 20s, start_interval: 100ms }
${i === 0 ? '' : `    depends_on: { s${i - 1}: { condition: service_healthy } }\n`}`,
    )
    .join('')}`;

/** What large applications hold: anchors, interpolation, all kinds of attributes, dependencies. */
const large = (count: number): string => `x-env: &env
${numbers(30)
  .map((i) => `  K${i}: \${V${i}:-value-${i}}\n`)
  .join('')}services:
${numbers(count)
  .map(
    (i) => `  s${i}:
    image: busybox:\${TAG:-latest}
    environment: *env
    labels: { a.b: '\${X:-y}', n: '${i}' }
    ports: ['${10_000 + i}:80']
    volumes: ['./d${i}:/data:ro', 'v${i % 20}:/v']
    networks: [n${i % 10}]
    healthcheck: { test: 'true', interval: 5s }
    deploy: { resources: { limits: { cpus: '0.5', memory: 64M } } }
${i % 10 === 0 ? '' : `    depends_on: [s${i - 1}]\n`}`,
  )
  .join('')}networks:
${numbers(10)
  .map((i) => `  n${i}: {}\n`)
  .join('')}volumes:
${numbers(20)
  .map((i) => `  v${i}: {}\n`)
  .join('')}`;

/** Prints its lines and ends. */
const printers = (count: number, lines: number): string =>
  `services:\n${numbers(count)
    .map((i) => `  s${i}: { image: busybox:latest, command: seq 1 ${lines} }\n`)
    .join('')}`;

const twenty = sleepers(20);
const oneChanged = twenty.replace('sleep 3600', 'sleep 3601');

export const scenarios: readonly Scenario[] = [
  { name: 'version', file: sleepers(1), timed: ['version'] },
  { name: 'config, 1 service', file: sleepers(1), timed: ['config', '--quiet'] },
  { name: 'config, 500 services', file: large(500), timed: ['config', '--quiet'] },
  { name: 'up, 20 services', file: twenty, before: down, timed: up },
  { name: 'up again, nothing to do', file: twenty, before: up, timed: up },
  { name: 'up, 1 of 20 changed', file: twenty, before: up, edited: oneChanged, timed: up },
  { name: 'ps, 20 services', file: twenty, before: up, timed: ['ps', '--format', 'json'] },
  { name: 'exec', file: sleepers(1), before: up, timed: ['exec', '-T', 's0', 'true'] },
  { name: 'up, 5 healthy in a row', file: chain(5), before: down, timed: up },
  { name: 'up again, 5 healthy', file: chain(5), before: up, timed: up },
  {
    name: 'scale 1 to 20',
    file: sleepers(1),
    before: [...up, '--scale', 's0=1'],
    timed: [...up, '--scale', 's0=20'],
  },
  {
    name: 'logs, 200,000 lines',
    file: printers(1, 200_000),
    before: [...up, '--no-recreate'],
    timed: ['logs', '--no-color', '--tail', '200000'],
  },
  {
    name: 'logs, 10 x 20,000 lines',
    file: printers(10, 20_000),
    before: [...up, '--no-recreate'],
    timed: ['logs', '--no-color', '--tail', '20000'],
  },
  { name: 'down, 20 services', file: twenty, before: up, timed: ['down', '--timeout', '0'] },
];

export const cleanUp: readonly string[] = down;
