/** dockerode's request half, with the traps of its answers closed. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import Modem, { type Dial, type Dialed } from 'docker-modem';
import type { StringMap } from '../model/service.ts';
import type { EngineAgent } from './open-agent.ts';

export interface ModemOptions {
  readonly agent: EngineAgent;
  readonly headers: StringMap;
  /** Goes in front of every path, without slashes at its ends: `v1.51`. */
  readonly prefix: string;
}

const SUCCESS = { 101: true, 200: true, 201: true, 202: true, 204: true, 304: true } as const;

/**
 * Not made by its constructor: that reads DOCKER_HOST and certificates from the environment, whatever it is told.
 * Every answer is taken as a stream and read here: left alone, a body cut in the middle never ends, `null` and `0`
 * come back as bytes, and success depends on the list of codes of each method.
 */
export function openModem({ agent, headers, prefix }: ModemOptions): Modem {
  const modem = Object.create(Modem.prototype) as Modem;
  const dial = (request: Dial, done: Dialed): void => {
    const streamed = {
      ...request,
      // Never shared with another request: the upgrade writes into them.
      headers: { ...headers, ...request.headers },
      statusCodes: SUCCESS,
      isStream: true,
    };
    Modem.prototype.dial.call(modem, streamed, (error, answer) => {
      if (error !== null && error !== undefined) return done(error, undefined);
      if (request.isStream === true) return done(null, answer);
      readAnswer(answer as IncomingMessage | Duplex).then(
        (value) => done(null, value),
        (cause: unknown) => done(cause, undefined),
      );
    });
  };
  return Object.assign(modem, {
    protocol: 'http' as const,
    // The agent knows the way. With a socket path set, the URL is sent as it is.
    socketPath: '/',
    version: prefix === '' ? undefined : prefix,
    agent,
    dial,
  });
}

async function readAnswer(stream: IncomingMessage | Duplex): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
