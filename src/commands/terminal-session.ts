/** Connects the user's terminal or pipes with a process in a container. */
import type { OutputChunk, Session } from '../engine/engine.ts';
import type { Host } from '../host/host.ts';
import { DetachKeys } from './detach-keys.ts';

export interface SessionOptions {
  /** The process has a terminal: keys go to it as they are. */
  readonly tty: boolean;
  /** Passes on standard input, its end included. */
  readonly stdin: boolean;
  /** Called when standard input has ended. */
  readonly onInputEnd?: () => void;
  readonly signal: AbortSignal;
  /** Tells the process the size of the user's terminal. */
  readonly resize: (rows: number, columns: number) => Promise<void>;
  /** Takes the output; standard output and error of the host when absent. */
  readonly onOutput?: (chunk: OutputChunk) => Promise<void>;
  /** On a terminal; Ctrl-P Ctrl-Q when absent. */
  readonly detachKeys?: Uint8Array;
}

export type SessionEnd = 'ended' | 'detached' | 'interrupted';

/**
 * Runs until the output ends, the user detaches, the signal fires or nobody reads the output any more. The terminal is
 * as before then.
 */
export async function runSession(
  host: Host,
  session: Session,
  options: SessionOptions,
): Promise<SessionEnd> {
  const undo: (() => void)[] = [];
  const { promise: left, resolve: leave } = Promise.withResolvers<SessionEnd>();
  const onAbort = (): void => leave('interrupted');
  options.signal.addEventListener('abort', onAbort, { once: true });
  if (options.signal.aborted) onAbort();
  const onClose = host.stdout.onClose?.(onAbort);
  if (onClose !== undefined) undo.push(onClose);
  try {
    if (options.tty) undo.push(host.stdin.raw(), followSize(host, options));
    if (options.stdin) void passInput(host, session, { ...options, leave });
    return await Promise.race([left, passOutput(host, session, options)]);
  } finally {
    options.signal.removeEventListener('abort', onAbort);
    for (const step of undo) step();
    session.destroy();
    host.stdin.close();
  }
}

function followSize(host: Host, { resize }: SessionOptions): () => void {
  const tell = (): void => {
    // a process that has ended has no size
    resize(host.stdout.rows, host.stdout.columns).catch(() => undefined);
  };
  tell();
  return host.stdout.onResize(tell);
}

async function passOutput(
  host: Host,
  session: Session,
  { onOutput }: SessionOptions,
): Promise<SessionEnd> {
  const write =
    onOutput ?? (({ stream, bytes }: OutputChunk): Promise<void> => host[stream].write(bytes));
  for await (const chunk of session.output) await write(chunk);
  return 'ended';
}

interface InputOptions extends Pick<SessionOptions, 'detachKeys' | 'tty' | 'onInputEnd'> {
  readonly leave: (end: SessionEnd) => void;
}

async function passInput(
  host: Host,
  session: Session,
  { tty, leave, detachKeys, onInputEnd }: InputOptions,
): Promise<void> {
  const keys = new DetachKeys(detachKeys);
  try {
    for await (const chunk of host.stdin) {
      const { bytes, isDetach } = tty ? keys.pass(chunk) : { bytes: chunk, isDetach: false };
      if (bytes.length > 0) await session.write(bytes);
      if (isDetach) return leave('detached');
    }
    session.end();
    onInputEnd?.();
  } catch {
    // the process no longer reads, or standard input was closed: its output tells how it ends
  }
}
