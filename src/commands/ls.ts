import type { Command, Flags } from '../cli/command.ts';
import { LABEL } from '../model/labels.ts';
import type { ObservedContainer } from '../model/observed.ts';
import {
  type ListedProject,
  renderProjectsJson,
  renderProjectsTable,
} from '../render/projects-view.ts';
import { UserError } from './context.ts';
import type { Context } from './context.ts';
import { readTableOrJson } from './format-flag.ts';
import { printDiagnostics } from './output.ts';

const flags = {
  all: { kind: 'boolean', short: 'a', text: 'Projects without running containers too' },
  filter: { kind: 'strings', value: 'name=PATTERN', text: 'Only projects of such a name' },
  format: {
    kind: 'string',
    value: 'FORMAT',
    default: 'table',
    text: 'Output format',
    choices: ['table', 'json'],
  },
  quiet: { kind: 'boolean', short: 'q', text: 'Only names' },
} as const satisfies Flags;

/** One list call; by name. Containers that no compose tool made do not count. */
export const command: Command<Context, typeof flags> = {
  name: 'ls',
  summary: 'List projects',
  positionals: { usage: '', max: 0 },
  flags,
  async run({ flags: given }, context) {
    const format = readTableOrJson(given.format);
    const isWanted = readFilters(given.filter);
    const engine = await context.engine();
    const containers = await engine.listContainers(
      { labels: [LABEL.project, LABEL.configHash], all: given.all === true },
      { signal: context.signal },
    );
    const projects = groupByProject(containers).filter(({ name }) => isWanted(name));
    await warnOfUnknownFiles(context, projects);
    await context.host.stdout.write(render(projects, given.quiet === true ? 'names' : format));
    return 0;
  },
};

function readFilters(filters: readonly string[]): (name: string) => boolean {
  const tests = filters.map((filter) => {
    const [key = '', ...value] = filter.split('=');
    if (value.length === 0)
      throw new UserError(
        `invalid argument ${JSON.stringify(filter)} for "--filter" flag: bad format of filter (expected name=value)`,
      );
    if (key !== 'name') throw new UserError(`invalid filter '${key}'`);
    return readPattern(value.join('='));
  });
  return (name) => tests.length === 0 || tests.some((test) => test(name));
}

/** A pattern that cannot be read is a name. */
function readPattern(text: string): (name: string) => boolean {
  try {
    const pattern = new RegExp(text, 'u');
    return (name) => name === text || pattern.test(name);
  } catch {
    return (name) => name === text;
  }
}

function groupByProject(containers: readonly ObservedContainer[]): readonly ListedProject[] {
  const groups = Map.groupBy(containers, ({ project }) => project);
  return [...groups]
    .map(([name, own]) => ({
      name,
      states: own.map(({ state }) => state),
      configFiles: [...new Set(own.flatMap(configFilesOf))].toSorted(),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

const configFilesOf = ({ labels }: ObservedContainer): readonly string[] =>
  (labels[LABEL.configFiles] ?? '').split(',').filter((file) => file !== '');

/** Such projects can be stopped and removed by name, but not brought up again. */
async function warnOfUnknownFiles(
  context: Context,
  projects: readonly ListedProject[],
): Promise<void> {
  const names = projects.filter(({ configFiles }) => configFiles.length === 0);
  await printDiagnostics(
    context,
    names.map(({ name }) => ({
      code: 'unknown-config-files',
      severity: 'warning',
      message: `project "${name}": no container says which compose files it was made from`,
    })),
  );
}

function render(projects: readonly ListedProject[], format: 'names' | 'table' | 'json'): string {
  if (format === 'names') return projects.map(({ name }) => `${name}\n`).join('');
  return format === 'json' ? renderProjectsJson(projects) : renderProjectsTable(projects);
}
