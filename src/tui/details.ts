/** The rows of the details pane: why a service is as it is, then what it is made of. */
import type { ContainerFacts, DashboardState } from './dashboard-state.ts';
import { targetOf } from './dashboard-state.ts';
import { durationText, paintRow, span } from './rows.ts';
import { plainLine } from './sanitise.ts';
import type { ContainerRow, ServiceRow } from './service-rows.ts';
import type { Span, Theme } from './theme.ts';
import { shapeOf } from './theme.ts';

export interface DetailsSpace {
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
}

/** Scrolled by `detailsTop`, but never past the last row. */
export function detailLines(state: DashboardState, space: DetailsSpace): readonly string[] {
  const rows = detailSpans(state, space.theme);
  const top = Math.max(0, Math.min(state.detailsTop, rows.length - space.height));
  return rows.slice(top, top + space.height).map((spans) => paintRow([span(' '), ...spans], space));
}

type Row = readonly Span[];

function detailSpans(state: DashboardState, theme: Theme): readonly Row[] {
  const name = targetOf(state);
  const row = state.services.find((one) => one.name === name);
  if (row === undefined) return [[span('no service is marked', 'dim')]];
  const containers = row.containers.flatMap((one) =>
    containerSpans(one, { theme, facts: state.facts.find((facts) => facts.id === one.id) }),
  );
  return [...stateSpans(state, row, theme), ...containers];
}

function stateSpans(state: DashboardState, row: ServiceRow, theme: Theme): readonly Row[] {
  const shape = shapeOf(theme, row.state.shape);
  const up = row.startedAt === undefined ? '' : `  up ${durationText(state.now - row.startedAt)}`;
  const head = [
    shape,
    span(` ${plainLine(row.name)}`, 'strong'),
    span(`  ${plainLine(row.state.word)}`, shape.token),
    span(`${up}  ${row.running} of ${row.wanted} running`, 'dim'),
  ];
  return [
    head,
    ...(row.orphan ? [[span('in none of the project’s files', 'warn')]] : []),
    ...(row.dependsOn.length > 0
      ? [field('needs', row.dependsOn.map((name) => dependencyText(state, name)).join(', '))]
      : []),
  ];
}

function dependencyText(state: DashboardState, name: string): string {
  const found = state.services.find((row) => row.name === name);
  return found === undefined ? name : `${name} (${found.state.word})`;
}

const LABEL = 9;

const field = (label: string, text: string): Row => [
  span(label.padEnd(LABEL), 'dim'),
  span(plainLine(text)),
];

function containerSpans(
  row: ContainerRow,
  more: { readonly theme: Theme; readonly facts: ContainerFacts | undefined },
): readonly Row[] {
  const { facts, theme } = more;
  const shape = shapeOf(theme, row.state.shape);
  return [
    [],
    [shape, span(` ${plainLine(row.name)}`, 'strong'), span(`  ${plainLine(row.status)}`, 'dim')],
    ...(facts === undefined ? [] : whySpans(row, facts)),
    field('image', row.image),
    ...(facts === undefined ? [] : [field('command', facts.command)]),
    ...(row.ports.length > 0 ? [field('ports', row.ports.join(' '))] : []),
    ...(facts?.networks ?? []).map((text, at) => field(at === 0 ? 'networks' : '', text)),
    ...(facts?.mounts ?? []).map((text, at) => field(at === 0 ? 'mounts' : '', text)),
    field('id', row.id.slice(0, 12)),
  ];
}

const MAX_PROBES = 5;

function whySpans(row: ContainerRow, facts: ContainerFacts): readonly Row[] {
  const exit = exitText(row, facts);
  const probes = facts.probes.slice(-MAX_PROBES).toReversed();
  return [
    ...(exit === '' ? [] : [[span('why'.padEnd(LABEL), 'dim'), span(exit, 'error')]]),
    ...(facts.error === ''
      ? []
      : [[span('error'.padEnd(LABEL), 'dim'), span(plainLine(facts.error), 'error')]]),
    ...(facts.restarts > 0 ? [field('restarts', String(facts.restarts))] : []),
    ...probes.map((probe, at) => [
      span((at === 0 ? 'probes' : '').padEnd(LABEL), 'dim'),
      span(`${probe.exitCode} `, probe.exitCode === 0 ? 'ok' : 'alert'),
      span(plainLine(probe.output.trim().replaceAll('\n', ' '))),
    ]),
  ];
}

/** Codes above 128 are a signal's number. */
function exitText(row: ContainerRow, facts: ContainerFacts): string {
  if (facts.oomKilled) return 'out of memory: the kernel ended it';
  const code = row.state.shape === 'failed' ? (row.exitCode ?? 0) : 0;
  if (code === 0) return '';
  if (code === 137) return 'exit 137: killed (SIGKILL)';
  if (code === 143) return 'exit 143: ended by SIGTERM';
  if (code === 126) return 'exit 126: the command is not executable';
  if (code === 127) return 'exit 127: the command was not found';
  return code > 128 ? `exit ${code}: ended by signal ${code - 128}` : `exit ${code}`;
}
