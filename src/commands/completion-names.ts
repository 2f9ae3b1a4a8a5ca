/** Names for completion, from the project's files or from the engine. */
import type { Candidate } from '../cli/complete.ts';
import type { GlobalFlags } from '../cli/global-flags.ts';
import { VERSION } from '../cli/version.ts';
import type { Host } from '../host/host.ts';
import type { Node } from '../load/tree.ts';
import { LABEL } from '../model/labels.ts';
import type { Project } from '../model/project.ts';
import { makeLoadRequest, withProjectVariables } from './load-request.ts';

type Source = 'services' | 'scale' | 'places' | 'projects' | 'profiles';

/** What has to follow a service. */
const ENDINGS = { services: '', scale: '=', places: ':' } as const;

/** A name that a shell could take for something else is not offered. */
const SAFE = /^[a-zA-Z0-9._-]+$/;
/** Longer than that and the user has typed on. */
const ENGINE_LIMIT_MS = 300;

export async function completionNames(
  source: Source,
  host: Host,
  globals: GlobalFlags,
): Promise<readonly Candidate[]> {
  if (source === 'projects') return named(await projectNames(host, globals));
  const { services, profiles } = await loadNames(host, globals);
  if (source === 'profiles') return [...named(profiles), { value: '*', text: 'All profiles' }];
  return named(services).map(({ value }) => ({ value: `${value}${ENDINGS[source]}` }));
}

const named = (names: readonly string[]): readonly Candidate[] =>
  [...new Set(names)]
    .filter((name) => SAFE.test(name))
    .toSorted()
    .map((value) => ({ value }));

interface ProjectNames {
  readonly services: readonly string[];
  readonly profiles: readonly string[];
}

/** Enabled or not by profile. Standard input is the user's terminal here: a file that is `-` is not read. */
async function loadNames(host: Host, globals: GlobalFlags): Promise<ProjectNames> {
  const { loadFiles } = await import('./load-files.ts');
  const prepared = await withProjectVariables(host, globals);
  const request = makeLoadRequest(prepared, globals, { resolveEnvironment: false });
  const { project, tree, declaredProfiles } = await loadFiles(request, {
    host: prepared,
    globals: { ...globals, allowRemote: false },
    asks: false,
    signal: new AbortController().signal,
  });
  return {
    services: project === undefined ? writtenServices(tree) : servicesOf(project),
    profiles: declaredProfiles,
  };
}

const servicesOf = ({ services, disabledServices }: Project): readonly string[] =>
  Object.keys({ ...services, ...disabledServices });

/** A project with mistakes has services all the same. */
function writtenServices(tree: Node | undefined): readonly string[] {
  const services = tree?.kind === 'map' ? tree.entries.get('services')?.value : undefined;
  return services?.kind === 'map' ? [...services.entries.keys()] : [];
}

async function projectNames(host: Host, globals: GlobalFlags): Promise<readonly string[]> {
  const limit = new AbortController();
  const late = host.clock.sleep(ENGINE_LIMIT_MS, limit.signal).then(() => {
    limit.abort();
    return [];
  });
  return Promise.race([listProjects(host, globals, limit.signal), late]);
}

async function listProjects(
  host: Host,
  flags: GlobalFlags,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { connectEngine } = await import('../engine/connect.ts');
  const { env, home, platform, files } = host;
  const engine = connectEngine({ env, home, platform, files, flags, version: VERSION });
  try {
    const found = await engine.listContainers(
      { labels: [LABEL.project, LABEL.configHash], all: true },
      { signal },
    );
    return found.map(({ project }) => project);
  } finally {
    engine.close();
  }
}
