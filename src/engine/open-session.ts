/** A hijacked connection as a session: output in pieces, input with an end of its own. */
import type { IncomingMessage } from 'node:http';
import { Duplex } from 'node:stream';
import { EngineError } from '../model/engine-error.ts';
import type { Session } from './engine.ts';
import { readOutput, type StreamSource } from './read-output.ts';

/** The signal closes the connection, read or not. */
export function openSession(
  stream: Duplex | IncomingMessage,
  source: StreamSource & { readonly tty: boolean },
): Session {
  const { signal } = source;
  // Something between us and the engine may refuse the upgrade: then there is output only.
  const input = stream instanceof Duplex ? stream : undefined;
  const destroy = (): void => void stream.destroy();
  signal?.addEventListener('abort', destroy, { once: true });
  stream.once('close', () => signal?.removeEventListener('abort', destroy));
  if (signal?.aborted === true) destroy();
  return {
    output: readOutput(stream, source),
    write: (bytes) => writeTo(input, bytes, source),
    end: () => void input?.end(),
    destroy,
  };
}

function writeTo(
  input: Duplex | undefined,
  bytes: Uint8Array,
  { transport, request, signal }: StreamSource,
): Promise<void> {
  if (input === undefined) {
    const text = 'the connection takes no input: a proxy did not pass the upgrade on';
    return Promise.reject(new EngineError({ kind: 'rejected', request, text }));
  }
  return new Promise((resolve, reject) => {
    input.write(bytes, (error) => {
      if (error === null || error === undefined) resolve();
      else reject(transport.translate(error, request, signal));
    });
  });
}
