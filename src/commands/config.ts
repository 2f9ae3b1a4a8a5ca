/** `config`: the project as Docker Compose understands it, or one list out of it. */
import { posix } from 'node:path';
import type { Command, FlagValues, Flags } from '../cli/command.ts';
import type { LoadResult } from '../load/load-project.ts';
import type { LoadRequest } from '../load/load-request.ts';
import { toPlain } from '../load/tree.ts';
import { isError } from '../model/diagnostic.ts';
import type { Project } from '../model/project.ts';
import {
  renderConfigJson,
  renderConfigYaml,
  renderRawJson,
  renderRawYaml,
} from '../render/config-view.ts';
import { LISTS, renderReadVariables } from './config-lists.ts';
import type { ListName, Loaded } from './config-lists.ts';
import type { Context } from './context.ts';
import { UserError } from './context.ts';
import { loadFiles } from './load-files.ts';
import { makeLoadRequest } from './load-request.ts';
import { printDiagnostics } from './output.ts';
import { checkServices } from './service-names.ts';

const FLAGS = {
  format: { kind: 'string', value: 'FORMAT', text: 'Output format', choices: ['yaml', 'json'] },
  output: { kind: 'string', short: 'o', value: 'FILE', text: 'Write to a file' },
  quiet: { kind: 'boolean', short: 'q', text: 'Only check, print nothing' },
  services: { kind: 'boolean', text: 'Names of the services' },
  volumes: { kind: 'boolean', text: 'Names of the volumes' },
  networks: { kind: 'boolean', text: 'Names of the networks' },
  models: { kind: 'boolean', text: 'Names of the models' },
  images: { kind: 'boolean', text: 'Images of the services' },
  profiles: { kind: 'boolean', text: 'Names of the profiles' },
  hash: { kind: 'string', value: 'SERVICES', text: 'Hashes of services, or of all with "*"' },
  environment: { kind: 'boolean', text: 'Variables that the files are filled in from' },
  variables: { kind: 'boolean', text: 'Variables that the files mention' },
  noInterpolate: { kind: 'boolean', text: 'Leave variables as they are' },
  noNormalize: { kind: 'boolean', text: 'Add no defaults and names' },
  noPathResolution: { kind: 'boolean', text: 'Leave paths as they are' },
  noEnvResolution: {
    kind: 'boolean',
    text: 'Accepted',
    noEffect: 'the printed project holds what its env files say',
  },
  resolveImageDigests: { kind: 'boolean', text: 'Put the digests of images behind their tags' },
  lockImageDigests: { kind: 'boolean', text: 'Print a file to merge that pins the images' },
  noConsistency: { kind: 'boolean', text: 'Do not check whether the parts fit together' },
} as const satisfies Flags;

type Values = FlagValues<typeof FLAGS>;

export const command: Command<Context, typeof FLAGS> = {
  name: 'config',
  summary: 'Check the files and print what they mean',
  positionals: { usage: '[SERVICE...]', complete: 'services' },
  flags: FLAGS,
  async run({ flags, args }, context) {
    if (!['yaml', 'json'].includes(flags.format ?? 'yaml')) {
      throw new UserError(`unsupported format "${flags.format ?? ''}": use yaml or json`);
    }
    const text = await render(flags, args, context);
    if (flags.output === undefined) await context.host.stdout.write(text);
    else context.host.files.write(posix.resolve(context.host.cwd, flags.output), text);
    return 0;
  },
};

async function render(flags: Values, args: readonly string[], context: Context): Promise<string> {
  const request = await requestFor(flags, args, context);
  if (flags.variables) {
    const { renderVariables } = await import('./config-variables.ts');
    return renderVariables(await loadVariables(request, args, context), flags.format);
  }
  const list = (Object.keys(LISTS) as ListName[]).find((name) => flags[name]);
  const project = list && { ...request, services: list === 'images' ? args : [] };
  const result = await loadFiles(project ?? request, { ...context, asks: false });
  const loaded = await projectOf(result, context);
  if (flags.hash !== undefined) {
    checkNamed(args, loaded);
    const { renderHashes } = await import('./config-hashes.ts');
    return renderHashes(loaded, flags.hash);
  }
  if (list) {
    if (list !== 'images') checkNamed(args, loaded);
    return renderList(list, { ...result, project: loaded }, { flags, context });
  }
  if (flags.quiet) return '';
  if (flags.lockImageDigests) return renderWhole(await lockedImages(loaded, context), flags);
  if (flags.noInterpolate) return renderRaw(result, loaded, flags);
  return renderWhole(flags.resolveImageDigests ? await pinned(loaded, context) : loaded, flags);
}

/** Most lists hold all there is, whatever is named; the loader judges the names only where it selects by them. */
function checkNamed(args: readonly string[], project: Project): void {
  const isPlain = (name: string): boolean => !/[*?[]/.test(name);
  checkServices(args.filter(isPlain), project);
}

interface Asked {
  readonly flags: Values;
  readonly context: Context;
}

/** A person is not shown the whole environment of the process. */
const renderList = (list: ListName, loaded: Loaded, { flags, context }: Asked): string =>
  list === 'environment' && context.host.stdout.isTerminal
    ? renderReadVariables(loaded)
    : LISTS[list](loaded, flags.noInterpolate === true);

async function pinned(project: Project, context: Context): Promise<Project> {
  const { withDigests } = await import('./config-digests.ts');
  return withDigests(project, context);
}

async function lockedImages(project: Project, context: Context): Promise<Project> {
  const { onlyImages } = await import('./config-digests.ts');
  return onlyImages(await pinned(project, context));
}

async function requestFor(
  flags: Values,
  services: readonly string[],
  { host, globals }: Context,
): Promise<LoadRequest> {
  const readsInput = globals.file.includes('-');
  return {
    ...makeLoadRequest(host, globals),
    ...(readsInput && { stdin: new TextDecoder().decode(await host.stdin.readAll()) }),
    services: flags.hash === undefined ? services : [],
    interpolate: flags.noInterpolate !== true,
    normalize: flags.noNormalize !== true,
    resolvePaths: flags.noPathResolution !== true,
    checkConsistency: flags.noConsistency !== true,
  };
}

/** What the files mention, also where a required variable is missing. */
async function loadVariables(request: LoadRequest, args: readonly string[], context: Context) {
  const load = (choices: Partial<LoadRequest>) =>
    loadFiles({ ...request, ...choices }, { ...context, asks: false });
  const raw = await load({ interpolate: false, services: [] });
  if (!raw.project) throw failure(raw);
  checkNamed(args, raw.project);
  return (await load({ interpolate: true })).variables;
}

async function projectOf(result: LoadResult, context: Context): Promise<Project> {
  if (!result.project) throw failure(result);
  await printDiagnostics(context, result.diagnostics);
  return result.project;
}

const failure = ({ diagnostics }: LoadResult): UserError =>
  new UserError(diagnostics.find(isError)?.message ?? 'the project cannot be loaded', diagnostics);

const renderWhole = (project: Project, { format }: Values): string =>
  format === 'json' ? renderConfigJson(project) : renderConfigYaml(project);

function renderRaw({ tree }: LoadResult, { name }: Project, { format }: Values): string {
  const raw = { name, ...(tree && (toPlain(tree) as object)) };
  return format === 'json' ? renderRawJson(raw) : renderRawYaml(raw);
}
