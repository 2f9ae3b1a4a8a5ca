/** What the list shows of each service: desired services and observed containers folded into rows. */
import type { ObservedContainer } from '../model/observed.ts';

export type StateShape =
  | 'healthy'
  | 'running'
  | 'starting'
  | 'waiting'
  | 'unhealthy'
  | 'restarting'
  | 'paused'
  | 'done'
  | 'failed'
  | 'missing'
  | 'removing';

export interface StateView {
  readonly shape: StateShape;
  /** Says it without the shape and the colour: `healthy`, `exit 1`, `waits db`. */
  readonly word: string;
}

/** A service as the files want it; the rows follow the order in which these are given. */
export interface DesiredService {
  readonly name: string;
  readonly dependsOn: readonly string[];
  readonly replicas: number;
}

export interface ContainerRow {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly state: StateView;
  readonly status: string;
  /** Milliseconds since 1970, as exact as the engine's wording allows; while it runs. */
  readonly startedAt?: number;
  readonly exitCode?: number;
  readonly ports: readonly string[];
}

export interface ServiceRow {
  readonly name: string;
  /** That of the worst replica. */
  readonly state: StateView;
  readonly running: number;
  /** Replicas the files want, or how many there are where no files are known. */
  readonly wanted: number;
  /** Of the replica that runs longest. */
  readonly startedAt?: number;
  readonly exitCode?: number;
  readonly ports: readonly string[];
  readonly containers: readonly ContainerRow[];
  /** On the engine, but in none of the files. */
  readonly orphan: boolean;
  readonly dependsOn: readonly string[];
}

export interface RowsInput {
  /** Absent when no files are known: rows are in order of name then. */
  readonly desired?: readonly DesiredService[];
  readonly containers: readonly ObservedContainer[];
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The rows shown before: start times are kept while they still agree with the engine's wording. */
  readonly before: readonly ServiceRow[];
}

/** One-off containers belong to no row. */
export function serviceRows(input: RowsInput): readonly ServiceRow[] {
  const byService = Map.groupBy(
    input.containers.filter((container) => !container.oneoff),
    (container) => container.service,
  );
  const desired = new Map((input.desired ?? []).map((service) => [service.name, service]));
  const others = [...byService.keys()].filter((name) => !desired.has(name));
  const names = [...desired.keys(), ...others.toSorted(compareText)];
  const known = new Map(input.before.flatMap((row) => row.containers.map((one) => [one.id, one])));
  const rows = names.map((name) => {
    const containers = (byService.get(name) ?? [])
      .toSorted((one, other) => (one.number ?? 0) - (other.number ?? 0))
      .map((container) => containerRow(container, input.at, known.get(container.id)));
    return foldRow(name, containers, {
      desired: desired.get(name),
      filed: input.desired !== undefined,
    });
  });
  return rows.map((row) => nameWhatIsWaitedFor(row, rows));
}

const compareText = (one: string, other: string): number =>
  one < other ? -1 : one > other ? 1 : 0;

function containerRow(
  container: ObservedContainer,
  at: number,
  before: ContainerRow | undefined,
): ContainerRow {
  const startedAt = startOf(container, at, before);
  return {
    id: container.id,
    name: container.name,
    image: container.image,
    state: stateOf(container),
    status: container.status,
    ports: portsOf(container),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(container.exitCode === undefined ? {} : { exitCode: container.exitCode }),
  };
}

/** Shape and word of one container. */
export function stateOf(
  container: Pick<ObservedContainer, 'state' | 'health' | 'exitCode'>,
): StateView {
  const code = container.exitCode ?? 0;
  switch (container.state) {
    case 'running':
      return container.health === 'none'
        ? { shape: 'running', word: 'running' }
        : { shape: container.health, word: container.health };
    case 'exited':
      return code === 0
        ? { shape: 'done', word: 'exit 0' }
        : { shape: 'failed', word: `exit ${code}` };
    case 'dead':
      return { shape: 'failed', word: 'dead' };
    case 'created':
      return { shape: 'waiting', word: 'created' };
    default:
      return { shape: container.state, word: container.state };
  }
}

const UNIT_MS: Readonly<Record<string, number>> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  month: 2_592_000_000,
  year: 31_536_000_000,
};
const UP = /^Up (?:Less than a|About an?|(\d+)) (second|minute|hour|day|week|month|year)/;

/** The engine rounds: an earlier, finer estimate stays while it is within one unit of what is said now. */
function startOf(
  container: ObservedContainer,
  at: number,
  before: ContainerRow | undefined,
): number | undefined {
  const found = UP.exec(container.status);
  if (found === null) return undefined;
  const unit = UNIT_MS[found[2] ?? ''] ?? 1_000;
  const count =
    found[1] === undefined ? (container.status.includes('Less') ? 0 : 1) : Number(found[1]);
  const estimate = at - count * unit;
  const earlier = before?.startedAt;
  return earlier !== undefined && Math.abs(earlier - estimate) <= Math.max(unit, 2_000)
    ? earlier
    : estimate;
}

/** `8080→80` per published port, once for IPv4 and IPv6; `80` for one that is only exposed. */
function portsOf(container: ObservedContainer): readonly string[] {
  const texts = container.ports.map((port) => {
    const protocol = port.type === 'tcp' ? '' : `/${port.type}`;
    const inside = `${port.privatePort}${protocol}`;
    return port.publicPort === undefined ? inside : `${port.publicPort}→${inside}`;
  });
  const published = texts.filter((text) => text.includes('→'));
  return [...new Set(published.length > 0 ? published : texts)].toSorted(comparePorts);
}

const comparePorts = (one: string, other: string): number =>
  Number.parseInt(one, 10) - Number.parseInt(other, 10);

/** Worst first. */
const SEVERITY: readonly StateShape[] = [
  'failed',
  'unhealthy',
  'restarting',
  'removing',
  'waiting',
  'starting',
  'paused',
  'missing',
  'running',
  'healthy',
  'done',
];

function foldRow(
  name: string,
  containers: readonly ContainerRow[],
  wish: { readonly desired: DesiredService | undefined; readonly filed: boolean },
): ServiceRow {
  const worst = containers.toSorted(
    (one, other) => SEVERITY.indexOf(one.state.shape) - SEVERITY.indexOf(other.state.shape),
  )[0];
  const starts = containers.flatMap((one) => one.startedAt ?? []);
  return {
    name,
    state: worst?.state ?? { shape: 'missing', word: 'not created' },
    running: containers.filter((one) => one.startedAt !== undefined).length,
    wanted: wish.desired?.replicas ?? containers.length,
    ports: [...new Set(containers.flatMap((one) => one.ports))],
    containers,
    orphan: wish.filed && wish.desired === undefined,
    dependsOn: wish.desired?.dependsOn ?? [],
    ...(starts.length === 0 ? {} : { startedAt: Math.min(...starts) }),
    ...(worst?.exitCode === undefined ? {} : { exitCode: worst.exitCode }),
  };
}

const READY: ReadonlySet<StateShape> = new Set(['healthy', 'running', 'done']);

function nameWhatIsWaitedFor(row: ServiceRow, rows: readonly ServiceRow[]): ServiceRow {
  if (row.state.shape !== 'waiting') return row;
  const blocker = row.dependsOn.find((name) =>
    rows.some((other) => other.name === name && !READY.has(other.state.shape)),
  );
  return blocker === undefined
    ? row
    : { ...row, state: { shape: 'waiting', word: `waits ${blocker}` } };
}
