/** Projects as `ls` shows them: Docker Compose's table and its JSON array. */
import { jsonLine } from './json-text.ts';
import { show } from './show.ts';
import { renderTable } from './table.ts';

export interface ListedProject {
  readonly name: string;
  /** Of each container. */
  readonly states: readonly string[];
  /** Empty when no container tells. */
  readonly configFiles: readonly string[];
}

const HEADER = ['NAME', 'STATUS', 'CONFIG FILES'];
const MIN_WIDTH = 20;

/** The header alone when there is no project. */
export function renderProjectsTable(projects: readonly ListedProject[]): string {
  const rows = projects.map((project) =>
    [project.name, statusText(project), filesText(project)].map(show),
  );
  return renderTable([HEADER, ...rows], { minWidth: MIN_WIDTH });
}

/** One array on one line. */
export function renderProjectsJson(projects: readonly ListedProject[]): string {
  const records = projects.map((project) => ({
    Name: project.name,
    Status: statusText(project),
    ConfigFiles: filesText(project),
  }));
  return `${jsonLine(records)}\n`;
}

/** `exited(1), running(2)` */
function statusText({ states }: ListedProject): string {
  const names = [...new Set(states)].toSorted();
  return names
    .map((name) => `${name}(${states.filter((state) => state === name).length})`)
    .join(', ');
}

const filesText = ({ configFiles }: ListedProject): string =>
  configFiles.length === 0 ? 'N/A' : configFiles.join(',');
