/** What there is to see when a container is not up: as data, and as lines for people. All texts are foreign. */
import { exitMeaning } from '../model/exit-code.ts';

/** More lines of output are left out. */
export const MOST_LOG_LINES = 10;

export interface ProbeEvidence {
  readonly exitCode: number;
  /** Its last lines. */
  readonly output: readonly string[];
}

export interface HealthEvidence {
  readonly status: string;
  readonly failingStreak: number;
  /** The probe's command as it would be typed. */
  readonly test: string;
  /** The last ones, oldest first. */
  readonly probes: readonly ProbeEvidence[];
}

export type PortHolder =
  | {
      readonly kind: 'container';
      readonly name: string;
      readonly project?: string;
      readonly service?: string;
    }
  | { readonly kind: 'process'; readonly pid?: number; readonly command?: string }
  /** On a host that we cannot look into. */
  | { readonly kind: 'unknown' };

export interface TakenPort {
  /** As the engine names it: `127.0.0.1:8080`. */
  readonly address: string;
  readonly port: number;
  readonly holder: PortHolder;
}

export interface Evidence {
  readonly container: string;
  /** As the container's configuration names it. */
  readonly image: string;
  /** The engine's word: `exited`, `running`. */
  readonly state: string;
  readonly exitCode: number;
  readonly oomKilled: boolean;
  /** Bytes; absent where there is no limit. */
  readonly memoryLimit?: number;
  readonly restartCount: number;
  /** Milliseconds of the last run; absent while it runs and when it never ran. */
  readonly ranMs?: number;
  /** The engine's sentence about a start that it could not carry out. */
  readonly error?: string;
  readonly health?: HealthEvidence;
  /** Last lines of output. */
  readonly log: readonly string[];
  /** Set where the engine cannot read the output back from it. */
  readonly logDriver?: string;
  readonly port?: TakenPort;
}

/** A line each; those that belong to another are indented. Secrets and control characters are for the render edge. */
export function evidenceLines(evidence: Evidence): readonly string[] {
  const { error, port } = evidence;
  const facts = error === undefined ? [stateWords(evidence)] : [`engine: ${tidyEngineText(error)}`];
  return [
    ...(port === undefined ? [] : [holderWords(port.holder)]),
    ...facts,
    ...probeLines(evidence.health),
    ...logLines(evidence),
  ];
}

/** Why the engine could not start it, as half a sentence; undefined when it was started. */
export function startProblem({ error, port, image }: Evidence): string | undefined {
  if (error === undefined) return undefined;
  if (port !== undefined) return `port ${port.address} is taken`;
  const [, program] = /exec: "([^"]+)"/.exec(error) ?? [];
  if (program === undefined) return tidyEngineText(error);
  if (/not found|no such file/.test(error)) return `image "${image}" has no program "${program}"`;
  if (error.includes('permission denied'))
    return `"${program}" in image "${image}" must not be executed`;
  if (error.includes('exec format error'))
    return `"${program}" in image "${image}" is not made for this processor`;
  return tidyEngineText(error);
}

/** Who has the port, as half a sentence. */
export function holderWords(holder: PortHolder): string {
  switch (holder.kind) {
    case 'container': {
      const { name, project, service } = holder;
      const home =
        project === undefined ? '' : ` (service ${service ?? '?'} of project ${project})`;
      return `held by container ${name}${home}`;
    }
    case 'process': {
      const { pid, command } = holder;
      const who =
        pid === undefined ? '' : `, pid ${pid}${command === undefined ? '' : `: ${command}`}`;
      return `held by a process on this host${who}`;
    }
    case 'unknown':
      return 'held by a process on the engine’s host';
  }
}

function stateWords(evidence: Evidence): string {
  const { state, exitCode, restartCount, ranMs, health } = evidence;
  const meaning = exitMeaning(exitCode, evidence.oomKilled);
  const why = meaning === undefined ? '' : `: ${meaning}${limitWords(evidence)}`;
  const times = restartCount === 1 ? 'once' : `${restartCount} times`;
  if (state === 'restarting')
    return `restarted ${times} so far, each time after exit code ${exitCode}${why}`;
  if (state === 'exited' || state === 'dead') {
    const after = ranMs === undefined ? '' : ` after ${duration(ranMs)}`;
    const loop =
      restartCount === 0
        ? ''
        : ` and ${restartCount === 1 ? 'a restart' : `${restartCount} restarts`}`;
    return `exited with code ${exitCode}${after}${loop}${why}`;
  }
  const restarts = restartCount === 0 ? '' : `, restarted ${times} so far`;
  return `${state}${restarts}${healthWords(health)}`;
}

function limitWords({ oomKilled, memoryLimit }: Evidence): string {
  return oomKilled && memoryLimit !== undefined ? ` (${bytes(memoryLimit)})` : '';
}

function healthWords(health: HealthEvidence | undefined): string {
  if (health === undefined || health.status === 'healthy') return '';
  const { status, failingStreak } = health;
  const probes = failingStreak === 1 ? '1 failed probe' : `${failingStreak} failed probes`;
  const streak =
    failingStreak === 0 ? '' : ` after ${probes}${failingStreak === 1 ? '' : ' in a row'}`;
  return status === 'unhealthy' ? `, but unhealthy${streak}` : `, but not healthy yet${streak}`;
}

/** Probes that ended alike are told once. */
function probeLines(health: HealthEvidence | undefined): readonly string[] {
  const failed = (health?.probes ?? []).filter((probe) => probe.exitCode !== 0);
  if (health === undefined || failed.length === 0) return [];
  const alike = Map.groupBy(failed, (probe) => `${probe.exitCode}\n${probe.output.join('\n')}`);
  return [
    `probe: ${health.test}`,
    ...[...alike.values()].flatMap((probes) => {
      const { exitCode = 0, output = [] } = probes.at(-1) ?? {};
      const meaning = exitCode === -1 ? 'took too long' : `exit code ${exitCode}`;
      const silent = output.length === 0 ? ', no output' : '';
      return [`  ${meaning}${silent}`, ...output.map((line) => `    ${line}`)];
    }),
  ];
}

function logLines({ log, logDriver }: Evidence): readonly string[] {
  if (logDriver !== undefined) return [`output: not readable, its log driver is "${logDriver}"`];
  return log.length === 0 ? [] : ['last output:', ...log.map((line) => `  ${line}`)];
}

/** The engine's sentence without the chain of calls in front of it and the ids within. */
export function tidyEngineText(text: string): string {
  return text
    .replace(/^.*unable to start container process: /s, '')
    .replace(
      /^.*driver failed programming external connectivity on endpoint \S+ \([0-9a-f]+\): /s,
      '',
    )
    .replace(/^error during container init: /, '')
    .trim();
}

function duration(ms: number): string {
  if (ms < 10_000) return `${(Math.max(ms, 0) / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} d`;
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

function bytes(count: number): string {
  const power = Math.min(Math.floor(Math.log2(Math.max(count, 1)) / 10), UNITS.length - 1);
  const size = count / 1024 ** power;
  return `${Number.isInteger(size) ? size : size.toFixed(1)} ${UNITS[power] ?? ''}`;
}
