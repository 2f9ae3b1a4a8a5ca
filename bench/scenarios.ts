/** What is measured: a compose file, what brings it to the start line, and the command against the clock. */

export interface Scenario {
  readonly name: string;
  readonly file: string;
  /** Run before every measurement, off the clock. */
  readonly before?: readonly string[];
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

export const scenarios: readonly Scenario[] = [
  { name: 'version', file: sleepers(1), timed: ['version'] },
  { name: 'config, 1 service', file: sleepers(1), timed: ['config', '--quiet'] },
  { name: 'up, 20 services', file: sleepers(20), before: down, timed: up },
  { name: 'up again, nothing to do', file: sleepers(20), before: up, timed: up },
  { name: 'ps, 20 services', file: sleepers(20), before: up, timed: ['ps', '--format', 'json'] },
  { name: 'up, 5 healthy in a row', file: chain(5), before: down, timed: up },
  { name: 'down, 20 services', file: sleepers(20), before: up, timed: ['down', '--timeout', '0'] },
];

export const cleanUp: readonly string[] = down;
