/** The context of one run: ways to a project and an engine. Loader and engine are loaded when asked for. */
import type { GlobalFlags } from '../cli/global-flags.ts';
import { VERSION } from '../cli/version.ts';
import type { Engine } from '../engine/engine.ts';
import type { Host } from '../host/host.ts';
import { hasErrors, isError } from '../model/diagnostic.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { projectName } from '../model/names.ts';
import { UserError } from './context.ts';
import type { Context, LoadChoices, LoadedProject } from './context.ts';
import { makeLoadRequest } from './load-request.ts';

export interface ContextParts {
  readonly host: Host;
  readonly globals: GlobalFlags;
  readonly signal: AbortSignal;
}

export interface OwnedContext extends Context {
  /** Gives back the engine's sockets. */
  close(): Promise<void>;
}

export function makeContext(parts: ContextParts): OwnedContext {
  const { host, globals, signal } = parts;
  const warned = new Set<string>();
  let engine: Promise<Engine> | undefined;

  async function load(choices?: LoadChoices): Promise<LoadedProject> {
    const loaded = await loadOnce(parts, choices);
    await printWarnings(parts, loaded.warnings, warned);
    return loaded;
  }

  return {
    host,
    globals,
    signal,
    load,
    engine: () => (engine ??= connect(parts)),
    loadOrName: (choices) =>
      loadOrName(
        parts,
        () => load({ resolveEnvironment: false, allowsDisabled: true, ...choices }),
        warned,
      ),
    close: async () => {
      const open = await engine?.catch(() => undefined);
      open?.close();
    },
  };
}

async function connect({ host, globals }: ContextParts): Promise<Engine> {
  const { connectEngine } = await import('../engine/connect.ts');
  const { env, home, platform, files } = host;
  return connectEngine({ env, home, platform, files, flags: globals, version: VERSION });
}

async function loadOnce(parts: ContextParts, choices?: LoadChoices): Promise<LoadedProject> {
  const { loadFiles } = await import('./load-files.ts');
  const asks = choices?.asks === true && parts.globals.dryRun !== true;
  const { project, origins, diagnostics } = await loadFiles(await requestFor(parts, choices), {
    ...parts,
    asks,
  });
  if (project === undefined || hasErrors(diagnostics)) {
    throw new UserError(diagnostics[0]?.message ?? 'the project cannot be loaded', diagnostics);
  }
  return { project, origins, warnings: diagnostics };
}

async function requestFor({ host, globals }: ContextParts, choices?: LoadChoices) {
  const request = makeLoadRequest(host, globals, choices);
  if (!globals.file.includes('-')) return request;
  return { ...request, stdin: new TextDecoder().decode(await host.stdin.readAll()) };
}

/** Each warning once, however often the files are loaded. */
async function printWarnings(
  parts: ContextParts,
  warnings: readonly Diagnostic[],
  warned: Set<string>,
): Promise<void> {
  const fresh = warnings.filter((warning) => !warned.has(keyOf(warning)));
  if (fresh.length === 0) return;
  for (const warning of fresh) warned.add(keyOf(warning));
  const { printDiagnostics } = await import('./output.ts');
  await printDiagnostics(parts, fresh);
}

const keyOf = ({ code, message, at }: Diagnostic): string =>
  [code, message, at?.file, at?.line, at?.column].join('\n');

type NameOrProject = Awaited<ReturnType<Context['loadOrName']>>;

/** A given name is enough where no file was asked for; where the files are broken, any that was given is. */
async function loadOrName(
  parts: ContextParts,
  load: () => Promise<LoadedProject>,
  warned: Set<string>,
): Promise<NameOrProject> {
  const { globals, host } = parts;
  if (globals.projectName && globals.file.length === 0) {
    return { name: checkName(globals.projectName) };
  }
  try {
    const loaded = await load();
    return { name: loaded.project.name, loaded };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const name = globals.projectName || host.env['COMPOSE_PROJECT_NAME'];
    if (name) return { name: checkName(name) };
    const found = await nameWithoutRemotes(parts, error);
    if (found === undefined) throw error;
    await printWarnings(parts, error.diagnostics.map(asWarning), warned);
    return { name: found };
  }
}

/** What runs is known by its labels: only files that could name the project have to be here. */
async function nameWithoutRemotes(
  parts: ContextParts,
  { diagnostics }: UserError,
): Promise<string | undefined> {
  const isOnlyAway = diagnostics.filter(isError).every(({ code }) => code === 'remote-file');
  // Standard input cannot be read a second time.
  if (!isOnlyAway || parts.globals.file.includes('-')) return undefined;
  const { findName } = await import('../load/load-project.ts');
  const { RemoteStore } = await import('./remote-store.ts');
  const remotes = new RemoteStore(parts.host);
  return findName({ ...(await requestFor(parts)), remotes });
}

const asWarning = (diagnostic: Diagnostic): Diagnostic => ({
  ...diagnostic,
  severity: 'warning',
  hint: 'Going on with what the engine has of the project; --allow-remote fetches the file',
});

function checkName(text: string): string {
  const name = projectName(text);
  if (name !== undefined) return name;
  throw new UserError(
    `invalid project name ${JSON.stringify(text)}: must consist only of lower-case letters, digits, ` +
      'hyphens and underscores, and start with a letter or a digit',
  );
}
