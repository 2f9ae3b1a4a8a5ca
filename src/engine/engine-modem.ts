/** dockerode's request half, with the traps of its answers closed. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { callbackify } from 'node:util';
import Modem, { type Dial } from 'docker-modem';
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
  return Object.assign(modem, {
    protocol: 'http' as const,
    // The agent knows the way. With a socket path set, the URL is sent as it is.
    socketPath: '/',
    version: prefix === '' ? undefined : prefix,
    agent,
    dial: callbackify(async (request: Dial) => {
      // Never shared with another request: an upgrade writes into them.
      const stream = await dialStream(modem, {
        ...request,
        headers: { ...headers, ...request.headers },
      });
      return request.isStream === true ? stream : readAnswer(stream);
    }),
  });
}

function dialStream(modem: Modem, request: Dial): Promise<IncomingMessage | Duplex> {
  const streamed = { ...request, statusCodes: SUCCESS, isStream: true };
  return new Promise((resolve, reject) => {
    Modem.prototype.dial.call(modem, streamed, (error, answer) => {
      if (error !== null && error !== undefined) return reject(error);
      // A stream that breaks while nobody reads it must not end the process.
      return resolve((answer as IncomingMessage | Duplex).on('error', () => {}));
    });
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
