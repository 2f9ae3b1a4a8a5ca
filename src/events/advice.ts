/** Evidence → what to do about it. Rules look for wordings of common programs; the first that applies wins. */
import { type Evidence, MOST_LOG_LINES, type PortHolder } from './evidence.ts';
import type { ProblemSubject } from './problem-place.ts';

type Subject = Pick<ProblemSubject, 'project' | 'service'>;

type Rule = (evidence: Evidence, subject: Subject) => string | undefined;

/** One sentence without a full stop; undefined where there is nothing to say beyond the evidence. */
export function adviceFor(evidence: Evidence, subject: Subject): string | undefined {
  for (const rule of RULES) {
    const advice = rule(evidence, subject);
    if (advice !== undefined) return advice;
  }
  return undefined;
}

/** How to get a port, or do without it. */
export function portAdvice(holder: PortHolder, { service, project }: Subject): string {
  const another = `publish another port under \`ports\` of service "${service}"`;
  if (holder.kind === 'process' && holder.pid !== undefined)
    return `${another}, or end process ${holder.pid}`;
  if (holder.kind !== 'container') return `${another}, or end the program that holds it`;
  if (holder.project === project && holder.service === service)
    return `for several containers of service "${service}" publish a range of ports, or leave the port to the engine`;
  if (holder.project === project)
    return `${another}: service "${holder.service ?? ''}" has this one`;
  const stop =
    holder.project === undefined
      ? `docker stop ${holder.name}`
      : `flotilla -p ${holder.project} stop ${holder.service ?? ''}`;
  return `${another}, or free it: ${stop.trim()}`;
}

const takenPort: Rule = ({ port }, subject) =>
  port === undefined ? undefined : portAdvice(port.holder, subject);

const badCommand: Rule = ({ error }, { service }) =>
  error !== undefined && /exec: "|exec format error|permission denied/.test(error)
    ? `check \`command\` and \`entrypoint\` of service "${service}"`
    : undefined;

const memory: Rule = ({ oomKilled, memoryLimit }, { service }) => {
  if (!oomKilled) return undefined;
  return memoryLimit === undefined
    ? 'the engine’s host ran out of memory'
    : `give service "${service}" more memory (\`mem_limit\`), or make it need less`;
};

const MISSING_TOOL = /([\w./-]+)"?: (?:command not found|not found|executable file not found)/;

const probeTool: Rule = ({ health }) => {
  const output = health?.probes.at(-1)?.output.join('\n') ?? '';
  const [, tool] = MISSING_TOOL.exec(output) ?? [];
  return tool === undefined
    ? undefined
    : `the image has no "${tool}", so this probe can never succeed: use a program that the image has`;
};

const probeAddress: Rule = ({ health }) => {
  const output = health?.probes.at(-1)?.output.join('\n') ?? '';
  return /localhost/.test(health?.test ?? '') && /refused/i.test(output)
    ? '`localhost` may mean ::1 inside the container: try 127.0.0.1 in the probe, and the port that the program listens on'
    : undefined;
};

const probe: Rule = ({ health, state }, { service }) =>
  health?.status === 'unhealthy' && state === 'running'
    ? `run the probe by hand: flotilla exec ${service} ${health.test}`
    : undefined;

const processor: Rule = ({ log, exitCode }) =>
  exitCode !== 0 && log.some((line) => line.includes('exec format error'))
    ? 'the program was made for another processor, or is a script without a `#!` line: check `platform` and the image'
    : undefined;

const ownHost: Rule = ({ log }) =>
  log.some((line) => /refused/i.test(line) && /\blocalhost\b|\b127\.0\.0\.1\b|::1/.test(line))
    ? 'inside a container `localhost` is the container itself: other services answer to their names'
    : undefined;

const script: Rule = ({ log, exitCode }) =>
  exitCode === 127 && log.some((line) => /^exec \S+: no such file or directory/.test(line))
    ? 'the script’s first line names a program that the image lacks, or ends with a carriage return (Windows line ends)'
    : undefined;

const output: Rule = ({ log, logDriver, state, error }, { service }) => {
  const hasEnded = state === 'exited' || state === 'restarting';
  if (error !== undefined || logDriver !== undefined || !hasEnded) return undefined;
  if (log.length === 0) return 'it wrote nothing before it ended: check its `command`';
  return log.length < MOST_LOG_LINES ? undefined : `all of its output: flotilla logs ${service}`;
};

const RULES: readonly Rule[] = [
  takenPort,
  badCommand,
  memory,
  probeTool,
  probeAddress,
  probe,
  processor,
  script,
  ownHost,
  output,
];
