/** What an inspect tells, as the details pane shows it. */
import type { ContainerDetails } from '../engine/engine.ts';
import type { ContainerFacts } from '../tui/dashboard-state.ts';

export function factsOf(details: ContainerDetails): ContainerFacts {
  const { state } = details;
  return {
    id: details.id,
    name: details.name,
    restarts: details.restartCount,
    oomKilled: state.oomKilled,
    error: state.error,
    command: commandOf(details.raw),
    networks: networksOf(details.raw),
    mounts: mountsOf(details.raw),
    probes: state.health?.log ?? [],
  };
}

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function commandOf(raw: Fields): string {
  const args: unknown = raw['Args'];
  const words: readonly unknown[] = Array.isArray(args) ? args : [];
  return [raw['Path'], ...words].map(textOf).join(' ').trim();
}

function networksOf(raw: Fields): readonly string[] {
  const networks = fieldsOf(fieldsOf(raw['NetworkSettings'])['Networks']);
  return Object.entries(networks).map(([name, endpoint]) =>
    `${name} ${textOf(fieldsOf(endpoint)['IPAddress'])}`.trim(),
  );
}

function mountsOf(raw: Fields): readonly string[] {
  const mounts: unknown = raw['Mounts'];
  if (!Array.isArray(mounts)) return [];
  return mounts.map(fieldsOf).map((mount) => {
    const source = textOf(mount['Name']) || textOf(mount['Source']);
    return `${source} → ${textOf(mount['Destination'])}${mount['RW'] === false ? ' (read-only)' : ''}`;
  });
}
