/** The context of one run: ways to a project and an engine. Loader and engine are loaded when asked for. */
import type { GlobalFlags } from '../cli/global-flags.ts';
import { VERSION } from '../cli/version.ts';
import type { Engine } from '../engine/engine.ts';
import type { Host } from '../host/host.ts';
import { hasErrors } from '../model/diagnostic.ts';
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
      loadOrName(parts, () =>
        load({ resolveEnvironment: false, allowsDisabled: true, ...choices }),
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
  const { loadProject } = await import('../load/load-project.ts');
  const { project, origins, diagnostics } = loadProject(await requestFor(parts, choices));
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
  { globals, host }: ContextParts,
  load: () => Promise<LoadedProject>,
): Promise<NameOrProject> {
  if (globals.projectName && globals.file.length === 0) {
    return { name: checkName(globals.projectName) };
  }
  try {
    const loaded = await load();
    return { name: loaded.project.name, loaded };
  } catch (error) {
    const name = globals.projectName || host.env['COMPOSE_PROJECT_NAME'];
    if (!(error instanceof UserError) || !name) throw error;
    return { name: checkName(name) };
  }
}

function checkName(text: string): string {
  const name = projectName(text);
  if (name !== undefined) return name;
  throw new UserError(
    `invalid project name ${JSON.stringify(text)}: must consist only of lower-case letters, digits, ` +
      'hyphens and underscores, and start with a letter or a digit',
  );
}
