/** A hijacked connection as a session: output in pieces, input with an end of its own. */
import type { Duplex } from 'node:stream';
import type { Session } from './engine.ts';
import { readOutput, type StreamSource } from './read-output.ts';

/** The signal closes the connection, read or not. */
export function openSession(
  stream: Duplex,
  source: StreamSource & { readonly tty: boolean },
): Session {
  const { transport, request, signal } = source;
  const destroy = (): void => void stream.destroy();
  signal?.addEventListener('abort', destroy, { once: true });
  stream.once('close', () => signal?.removeEventListener('abort', destroy));
  if (signal?.aborted === true) destroy();
  return {
    output: readOutput(stream, source),
    write: (bytes) =>
      new Promise((resolve, reject) => {
        stream.write(bytes, (error) => {
          if (error === null || error === undefined) resolve();
          else reject(transport.translate(error, request, signal));
        });
      }),
    end: () => void stream.end(),
    destroy,
  };
}
