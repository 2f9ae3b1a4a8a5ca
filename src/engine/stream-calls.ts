/** The part of the port about output and events. */
import type { Engine, Session } from './engine.ts';
import { escapeId } from './escape-path.ts';
import { openEvents } from './event-feed.ts';
import { openSession } from './open-session.ts';
import { readOutput } from './read-output.ts';
import type { Transport } from './transport.ts';

type StreamCalls = Pick<Engine, 'logs' | 'attach' | 'events'>;

export function streamCalls(transport: Transport): StreamCalls {
  return {
    logs: async (id, tty, options = {}) => {
      const { signal, follow = false, timestamps = false, tail, since, until } = options;
      const path = `/containers/${escapeId(id)}/logs`;
      const query = {
        stdout: 1,
        stderr: 1,
        ...(follow && { follow: 1 }),
        ...(timestamps && { timestamps: 1 }),
        ...(tail !== undefined && { tail }),
        ...(since !== undefined && { since }),
        ...(until !== undefined && { until }),
      };
      const stream = await transport.open({ method: 'GET', path, query, signal, isLog: true });
      const request = `GET /containers/${id}/logs`;
      return readOutput(stream, { transport, request, signal, tty, tellFrames: true });
    },
    attach: async (id, options = {}): Promise<Session> => {
      const { signal, stdin = false, tty = false, logs = false } = options;
      const query = {
        stream: 1,
        stdout: 1,
        stderr: 1,
        ...(stdin && { stdin: 1 }),
        ...(logs && { logs: 1 }),
      };
      const stream = await transport.open({
        method: 'POST',
        path: `/containers/${escapeId(id)}/attach`,
        query,
        signal,
        hijack: true,
        // No body at all: the engine would take one for input.
        file: Buffer.alloc(0),
        headers: { 'Content-Type': 'text/plain' },
      });
      const request = `POST /containers/${id}/attach`;
      return openSession(stream, { transport, request, signal, tty });
    },
    events: (filter) => openEvents(transport, filter),
  };
}
