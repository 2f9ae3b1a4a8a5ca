/** Processes of containers, as `top` shows them. */
import { show } from './show.ts';
import { renderTable } from './table.ts';

export interface ContainerProcesses {
  readonly service: string;
  /** The replica's number, or what else tells it from its siblings. */
  readonly replica: string;
  readonly titles: readonly string[];
  readonly processes: readonly (readonly string[])[];
}

const FIRST = ['SERVICE', '#'];
const LAST = 'CMD';

/** One table for all, the command in the last column; nothing when there is no process. */
export function renderTop(containers: readonly ContainerProcesses[]): string {
  const rows = containers.flatMap(({ service, replica, titles, processes }) =>
    processes.map(
      (process) =>
        new Map([
          ['SERVICE', service],
          ['#', replica],
          ...titles.map((title, column) => [title, process[column] ?? ''] as const),
        ]),
    ),
  );
  if (rows.length === 0) return '';
  const titles = new Set(containers.flatMap((container) => container.titles));
  const isLast = titles.delete(LAST);
  const header = [...FIRST, ...titles, ...(isLast ? [LAST] : [])];
  const lines = rows.map((row) => header.map((title) => row.get(title) ?? '-'));
  return renderTable(
    [header, ...lines].map((line) => line.map(show)),
    { minWidth: 4, padding: 2 },
  );
}
