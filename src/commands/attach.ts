import type { Command, Flags, FlagValues } from '../cli/command.ts';
import type { ContainerDetails, Engine } from '../engine/engine.ts';
import { type Context, UserError } from './context.ts';
import { parseDetachKeys } from './detach-keys.ts';
import { findRunning } from './exec.ts';
import { EXIT_CODES } from './interrupts.ts';
import { runSession } from './terminal-session.ts';

const FLAGS = {
  detachKeys: { kind: 'string', value: 'KEYS', text: 'Keys that leave the container alone again' },
  index: { kind: 'int', value: 'N', default: 0, text: 'Which replica of the service' },
  noStdin: { kind: 'boolean', text: 'Do not pass standard input on' },
  sigProxy: { kind: 'boolean', default: true, text: 'Pass signals on' },
} as const satisfies Flags;

/** The exit code is the container's, or 0 when it was left alone again. */
export const command: Command<Context, typeof FLAGS> = {
  name: 'attach',
  summary: 'Attach to the main process of a running container',
  positionals: { usage: 'SERVICE', min: 1, max: 1, complete: 'services' },
  flags: FLAGS,
  async run({ flags, args: [service = ''] }, context) {
    const detachKeys = parseDetachKeys(flags.detachKeys ?? 'ctrl-p,ctrl-q');
    const { name } = await context.loadOrName();
    const engine = await context.engine();
    const { signal } = context;
    const wanted = { project: name, service, index: flags.index };
    const { id } = await findRunning(engine, wanted, signal);
    const details = await engine.inspectContainer(id, { signal });
    if (details.state.paused || details.state.restarting)
      throw new UserError(
        `container "${details.name}" is ${details.state.status}: it cannot be attached to`,
      );
    return attachTo({ context, engine, details, flags, detachKeys });
  },
};

interface Attachment {
  readonly context: Context;
  readonly engine: Engine;
  readonly details: ContainerDetails;
  readonly flags: FlagValues<typeof FLAGS>;
  readonly detachKeys: Uint8Array;
}

async function attachTo({
  context,
  engine,
  details,
  flags,
  detachKeys,
}: Attachment): Promise<number> {
  const { host } = context;
  const { id, tty } = details;
  const stdin = flags.noStdin !== true && details.opensStdin;
  const { exitCode } = await engine.waitContainer(id, 'not-running');
  const session = await engine.attach(id, { stdin, tty });
  const leave = new AbortController();
  let code = 0;
  const release = host.onSignal((name) => {
    // it may be over already
    if (flags.sigProxy) engine.killContainer(id, { killSignal: name }).catch(() => undefined);
    if (flags.sigProxy && name !== 'SIGHUP') return;
    code = EXIT_CODES[name];
    leave.abort();
  });
  try {
    const end = await runSession(host, session, {
      tty: tty && stdin,
      stdin,
      signal: leave.signal,
      resize: (rows, columns) => redraw(engine, id, { rows, columns }),
      detachKeys,
    });
    return end === 'ended' ? await exitCode : code;
  } finally {
    release();
  }
}

/** A program draws itself again only when the size has changed. */
async function redraw(
  engine: Engine,
  id: string,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): Promise<void> {
  await engine.resizeContainer(id, rows + 1, columns);
  await engine.resizeContainer(id, rows, columns);
}
