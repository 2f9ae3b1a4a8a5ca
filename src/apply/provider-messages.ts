/** The lines of JSON that a provider talks in. */
import { readObject } from '../model/json.ts';
import type { Provided } from '../model/provided.ts';

export type ProviderMessage =
  | { readonly kind: 'info' | 'debug' | 'error'; readonly text: string }
  | { readonly kind: 'setenv' | 'rawsetenv'; readonly name: string; readonly value: string }
  /** What does not belong to the language. */
  | { readonly kind: 'bad'; readonly why: string };

/** Undefined for an empty line. */
export function parseProviderMessage(line: string): ProviderMessage | undefined {
  if (line.trim() === '') return undefined;
  const fields = readObject(line);
  if (fields === undefined) return bad('a line that is no JSON object', line);
  const { type, message = '' } = fields;
  if (typeof message !== 'string') return bad('a message that is no text', line);
  switch (type) {
    case 'info':
    case 'debug':
    case 'error':
      return { kind: type, text: message };
    case 'setenv':
    case 'rawsetenv':
      return parseVariable(type, message);
    default:
      return bad(
        'a message of unknown type',
        typeof type === 'string' ? type : JSON.stringify(type),
      );
  }
}

/** The value may be a secret, and is not told. */
function parseVariable(kind: 'setenv' | 'rawsetenv', text: string): ProviderMessage {
  const end = text.indexOf('=');
  if (end < 1 || text.includes('\0')) return bad(`a ${kind} that is not NAME=VALUE`);
  return { kind, name: text.slice(0, end), value: text.slice(end + 1) };
}

const LONGEST_QUOTE = 80;

const bad = (what: string, text?: string): ProviderMessage => ({
  kind: 'bad',
  why: text === undefined ? what : `${what}: ${text.slice(0, LONGEST_QUOTE)}`,
});

/** More than a variable can hold. */
const LONGEST_LINE = 1024 * 1024;

/** Bytes as they come → messages. */
export class MessageReader {
  readonly #onMessage: (message: ProviderMessage) => void;
  readonly #decoder = new TextDecoder();
  #rest = '';

  constructor(onMessage: (message: ProviderMessage) => void) {
    this.#onMessage = onMessage;
  }

  push(bytes: Uint8Array): void {
    const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#read(line);
    if (this.#rest.length <= LONGEST_LINE) return;
    this.#rest = '';
    this.#onMessage(bad('a line without an end'));
  }

  end(): void {
    this.#read(this.#rest);
    this.#rest = '';
  }

  #read(line: string): void {
    const message = parseProviderMessage(line);
    if (message !== undefined) this.#onMessage(message);
  }
}

/** Collects the variables; of one that is told twice the last counts. */
export class ProvidedVariables implements Provided {
  readonly prefixed: Record<string, string> = {};
  readonly raw: Record<string, string> = {};

  add({ kind, name, value }: Extract<ProviderMessage, { readonly name: string }>): void {
    (kind === 'setenv' ? this.prefixed : this.raw)[name] = value;
  }
}
