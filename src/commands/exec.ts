import type { Command, Flags, FlagValues } from '../cli/command.ts';
import type { Engine, ExecRequest, OutputChunk } from '../engine/engine.ts';
import type { Host } from '../host/host.ts';
import { containersOf, LABEL } from '../model/labels.ts';
import type { ObservedContainer } from '../model/observed.ts';
import type { Context } from './context.ts';
import { UserError } from './context.ts';
import { EngineComplaint } from './engine-complaint.ts';
import { runSession } from './terminal-session.ts';
import { show } from '../render/show.ts';

const flags = {
  detach: { kind: 'boolean', short: 'd', text: 'Start the command and leave it' },
  env: { kind: 'strings', short: 'e', value: 'KEY=VALUE', text: 'Set an environment variable' },
  index: { kind: 'int', value: 'N', default: 0, text: 'Which replica of the service' },
  privileged: { kind: 'boolean', text: 'Give the command extended privileges' },
  user: { kind: 'string', short: 'u', value: 'USER', text: 'Run as this user' },
  workdir: { kind: 'string', short: 'w', value: 'DIR', text: 'Run in this directory' },
  noTty: {
    kind: 'boolean',
    short: 'T',
    aliases: ['no-TTY'],
    text: 'No terminal for the command; the default unless input and output are one',
  },
  tty: { kind: 'boolean', short: 't', default: true, hidden: true, text: 'Give it a terminal' },
  interactive: {
    kind: 'boolean',
    short: 'i',
    default: true,
    hidden: true,
    text: 'Pass standard input on',
  },
} as const satisfies Flags;

type ExecFlags = FlagValues<typeof flags>;

/** The exit code is the command's: 126 and 127 where it could not be run. */
export const command: Command<Context, typeof flags> = {
  name: 'exec',
  summary: 'Run a command in a running container',
  positionals: { usage: 'SERVICE COMMAND [ARG...]', min: 2, complete: 'services' },
  stopAtFirstPositional: true,
  flags,
  async run({ flags: given, args }, context) {
    const [service = '', ...words] = args;
    const { name, loaded } = await context.loadOrName();
    const engine = await context.engine();
    const wanted = { project: name, service, index: given.index };
    const container = await findRunning(engine, wanted, context.signal);
    if (context.globals.dryRun === true) return tellExec(context, container, words);
    const variables = { ...context.host.env, ...loaded?.project.environment };
    const tty = wantsTerminal(given, context.host);
    const { rows, columns } = context.host.stdout;
    const size = tty ? ([rows, columns] as const) : undefined;
    const request = execRequest({ given, words, size, variables });
    const exec = await engine.createExec(container.id, request, { signal: context.signal });
    if (given.detach !== true) return attachExec({ context, engine, container, exec, request });
    await engine.startExecDetached(exec, { signal: context.signal });
    return 0;
  },
};

/** Nobody knows what a command changes. */
async function tellExec(
  { host }: Context,
  { name }: ObservedContainer,
  words: readonly string[],
): Promise<number> {
  await host.stdout.write(`${show(`would run in container ${name}: ${words.join(' ')}`)}\n`);
  return 0;
}

export interface ReplicaChoice {
  readonly project: string;
  readonly service: string;
  /** 0: the lowest number there is. */
  readonly index: number;
}

/** The running container of a service with the lowest number, one-offs last. Throws `UserError` when there is none. */
export async function findRunning(
  engine: Engine,
  { project, service, index }: ReplicaChoice,
  signal: AbortSignal,
): Promise<ObservedContainer> {
  const labels = [...containersOf(project), `${LABEL.service}=${service}`];
  const running = await engine.listContainers({ labels }, { signal });
  const rank = ({ oneoff, number = 0 }: ObservedContainer): number =>
    (oneoff ? Number.MAX_SAFE_INTEGER / 2 : 0) + number;
  const [first] = running
    .filter((container) => index === 0 || container.number === index)
    .toSorted((a, b) => rank(a) - rank(b));
  if (first !== undefined) return first;
  const which = index === 0 ? '' : ` container #${index}`;
  throw new UserError(`service "${service}" is not running${which}`);
}

/** A terminal needs one on both sides: a pipe on either is data. */
const wantsTerminal = (given: ExecFlags, { stdin, stdout }: Host): boolean =>
  given.noTty !== true &&
  given.detach !== true &&
  given.tty &&
  stdin.isTerminal &&
  stdout.isTerminal;

interface RequestParts {
  readonly given: ExecFlags;
  readonly words: readonly string[];
  /** Of the terminal, where the command gets one: its first question may be for it. */
  readonly size: readonly [number, number] | undefined;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

function execRequest({ given, words, size, variables }: RequestParts): ExecRequest {
  const isAttached = given.detach !== true;
  return {
    Cmd: words,
    AttachStdin: isAttached && given.interactive,
    AttachStdout: isAttached,
    AttachStderr: isAttached,
    Tty: size !== undefined,
    ...(size === undefined ? {} : { ConsoleSize: size }),
    Env: given.env.flatMap((entry) => withValue(entry, variables)),
    Privileged: given.privileged === true,
    ...(given.user === undefined ? {} : { User: given.user }),
    ...(given.workdir === undefined ? {} : { WorkingDir: given.workdir }),
  };
}

/** `KEY` alone takes the value from here; without one it is left out. */
function withValue(entry: string, variables: RequestParts['variables']): readonly string[] {
  if (entry.includes('=')) return [entry];
  const value = variables[entry];
  return value === undefined ? [] : [`${entry}=${value}`];
}

interface Attached {
  readonly context: Context;
  readonly engine: Engine;
  readonly container: ObservedContainer;
  readonly exec: string;
  readonly request: ExecRequest;
}

async function attachExec({
  context,
  engine,
  container,
  exec,
  request,
}: Attached): Promise<number> {
  const { host, signal } = context;
  const tty = request.Tty === true;
  const stdin = request.AttachStdin === true;
  const session = await engine.startExec(exec, { tty, stdin });
  const complaint = new EngineComplaint((chunk: OutputChunk) =>
    host[chunk.stream].write(chunk.bytes),
  );
  const end = await runSession(host, session, {
    tty,
    stdin,
    signal,
    resize: (rows, columns) => engine.resizeExec(exec, rows, columns),
    onOutput: (chunk) => complaint.pass(chunk),
  });
  const { exitCode = 0, pid } = await engine.inspectExec(exec);
  if (end === 'interrupted') await stopCommand(context, { container, pid, engine });
  if (end !== 'ended') return 0;
  await complaint.end(exitCode, (text) => host.stderr.write(text));
  return exitCode;
}

interface Abandoned {
  readonly container: ObservedContainer;
  readonly engine: Engine;
  /** As the engine's machine knows it. */
  readonly pid: number;
}

/** The engine has no call that ends such a process; on this machine it can be signalled, else the user is told. */
async function stopCommand({ host }: Context, { container, pid }: Abandoned): Promise<void> {
  if (isOurs(host, { pid, container })) {
    const { code } = await host.run('kill', ['-s', 'INT', String(pid)], { timeoutMs: 2000 });
    if (code === 0) return;
  }
  await host.stderr.write(`the command keeps running in container "${container.name}"\n`);
}

/** A number alone proves nothing: the engine may live in another machine. The process must be in the container's group. */
function isOurs(host: Host, { pid, container }: Pick<Abandoned, 'pid' | 'container'>): boolean {
  if (pid <= 0) return false;
  try {
    const groups = Buffer.from(host.files.read(`/proc/${pid}/cgroup`)).toString('utf8');
    return groups.includes(container.id);
  } catch {
    return false;
  }
}
