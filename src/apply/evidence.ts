/** Collects what there is to see when a container is not up. Never fails and never takes longer than two seconds. */
import { stripVTControlCharacters } from 'node:util';
import type { ContainerDetails, Engine, OutputChunk, StreamName } from '../engine/engine.ts';
import { type Evidence, type HealthEvidence, MOST_LOG_LINES } from '../events/evidence.ts';
import type { Clock, Host } from '../host/host.ts';
import { isObject } from '../model/json.ts';
import type { Project } from '../model/project.ts';
import { looksSecret } from '../model/secret-name.ts';
import { memoryLimitOf, wasKilledForMemory } from './memory-kill.ts';
import { findPortHolder } from './port-holder.ts';

export interface EvidenceTools {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Absent: who holds a port is not looked for on this host. */
  readonly host?: Host;
  /** Its secrets are not told. */
  readonly project?: Project;
}

const LIMIT_MS = 2000;
const MOST_PROBES = 3;
const MOST_PROBE_LINES = 3;
const LONGEST_LINE = 300;

/** Undefined when the container cannot be looked at. With `details` at hand it is not inspected again. */
export async function collectEvidence(
  id: string,
  tools: EvidenceTools,
  known?: ContainerDetails,
): Promise<Evidence | undefined> {
  const over = new AbortController();
  const limit = new AbortController();
  void tools.clock.sleep(LIMIT_MS, over.signal).then(() => limit.abort());
  const bounded = { ...tools, signal: AbortSignal.any([tools.signal, limit.signal]) };
  try {
    const details = known ?? (await tools.engine.inspectContainer(id, { signal: bounded.signal }));
    return await withOutput(details, bounded);
  } catch {
    // the failure itself is what matters: it is told with less
    return undefined;
  } finally {
    over.abort();
  }
}

async function withOutput(details: ContainerDetails, tools: EvidenceTools): Promise<Evidence> {
  const hide = secretHider(details, tools.project);
  const { error } = details.state;
  const [log, port, oomKilled] = await Promise.all([
    hasRun(details) ? lastLines(details, tools) : [],
    error === '' ? undefined : findPortHolder(error, tools).catch(() => undefined),
    wasKilledForMemory(details, tools.engine, tools.signal).catch(() => false),
  ]);
  return {
    ...factsOf(details, hide),
    oomKilled,
    ...(log === undefined ? { log: [], logDriver: details.logDriver } : { log: log.map(hide) }),
    ...(port === undefined ? {} : { port }),
  };
}

/** Output from before a start that the engine refused says nothing about it. */
const hasRun = ({ state }: ContainerDetails): boolean =>
  state.error === '' && state.status !== 'created';

type Hide = (text: string) => string;

function factsOf(details: ContainerDetails, hide: Hide): Omit<Evidence, 'log' | 'oomKilled'> {
  const { state, restartCount, raw } = details;
  const memoryLimit = memoryLimitOf(details);
  const image = fieldOf(raw['Config'], 'Image');
  const ranMs = Date.parse(state.finishedAt) - Date.parse(state.startedAt);
  const health = healthOf(details, hide);
  return {
    container: details.name,
    image: typeof image === 'string' ? image : details.image,
    state: state.status,
    exitCode: state.exitCode,
    restartCount,
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
    ...(state.running || !(ranMs >= 0) || !hasRun(details) ? {} : { ranMs }),
    ...(state.error === '' ? {} : { error: hide(state.error) }),
    ...(health === undefined ? {} : { health }),
  };
}

function healthOf({ state, raw }: ContainerDetails, hide: Hide): HealthEvidence | undefined {
  if (state.health === undefined) return undefined;
  const { status, failingStreak, log } = state.health;
  const test = fieldOf(fieldOf(raw['Config'], 'Healthcheck'), 'Test');
  return {
    status,
    failingStreak,
    test: hide(testWords(Array.isArray(test) ? test.map(String) : [])),
    probes: log.slice(-MOST_PROBES).map(({ exitCode, output }) => ({
      exitCode,
      output: textLines(output).slice(-MOST_PROBE_LINES).map(hide),
    })),
  };
}

const testWords = ([kind = '', ...words]: readonly string[]): string =>
  kind === 'CMD-SHELL' ? `sh -c ${quote(words.join(' '))}` : words.map(quote).join(' ');

const quote = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** Undefined where the log driver cannot be read back. */
async function lastLines(
  { id, tty, restartCount }: ContainerDetails,
  { engine, signal }: EvidenceTools,
): Promise<readonly string[] | undefined> {
  try {
    const chunks = await engine.logs(id, tty, { tail: String(MOST_LOG_LINES), signal });
    const lines = await readLines(chunks);
    return restartCount === 0 ? lines : withoutRepeats(lines);
  } catch {
    return signal.aborted ? [] : undefined;
  }
}

/** A container that is started over and over says the same each time. */
const withoutRepeats = (lines: readonly string[]): readonly string[] =>
  lines.filter((line, index) => lines.lastIndexOf(line) === index);

async function readLines(chunks: AsyncIterable<OutputChunk>): Promise<readonly string[]> {
  const lines: string[] = [];
  const open: Record<StreamName, OpenLine> = { stdout: openLine(), stderr: openLine() };
  for await (const { stream, bytes, frameEnd } of chunks) {
    const line = open[stream];
    const parts = (line.rest + line.decoder.decode(bytes, { stream: true })).split('\n');
    line.rest = parts.pop() ?? '';
    lines.push(...parts);
    // in a log a frame that ends without a newline is a last line
    if (frameEnd === true && line.rest !== '') lines.push(line.rest.slice(0, LONGEST_LINE));
    if (frameEnd === true) line.rest = '';
  }
  for (const { rest } of Object.values(open)) lines.push(rest);
  return lines.flatMap(textLines).slice(-MOST_LOG_LINES);
}

interface OpenLine {
  readonly decoder: TextDecoder;
  rest: string;
}

const openLine = (): OpenLine => ({ decoder: new TextDecoder(), rest: '' });

/** Without colours, blank lines and what a screen would have overwritten; long lines are cut. */
const textLines = (text: string): readonly string[] =>
  stripVTControlCharacters(text)
    .split('\n')
    .map((line) => lastState(line.trimEnd()))
    .filter((line) => line.trim() !== '')
    .map((line) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line));

const lastState = (line: string): string => line.slice(line.lastIndexOf('\r') + 1);

const SHORTEST_SECRET = 4;

/** Replaces the values that the container and the project have under the names of secrets. */
function secretHider({ raw }: ContainerDetails, project: Project | undefined): Hide {
  const env = fieldOf(raw['Config'], 'Env');
  const ofContainer = (Array.isArray(env) ? env : [])
    .map(String)
    .filter((pair) => looksSecret(pair.split('=', 1)[0] ?? ''))
    .map((pair) => pair.slice(pair.indexOf('=') + 1));
  const ofProject = Object.values(project?.secrets ?? {}).map(
    ({ environment }) => project?.environment[environment ?? ''] ?? '',
  );
  const values = [...ofContainer, ...ofProject]
    .filter((value) => value.length >= SHORTEST_SECRET)
    .toSorted((a, b) => b.length - a.length);
  return (text) => values.reduce((masked, value) => masked.replaceAll(value, '***'), text);
}

const fieldOf = (value: unknown, key: string): unknown =>
  isObject(value) ? value[key] : undefined;
