/** The engine's events. An engine whose readers fall behind gets slow for all: this one never stops reading. */
import type { Readable } from 'node:stream';
import { EngineError } from '../model/engine-error.ts';
import type { EngineEvent, EventFeed, EventFilter } from './engine.ts';
import { fieldsOf, textMapOf, textOf } from './read-fields.ts';
import { readLines } from './read-lines.ts';
import { readBytes } from './read-output.ts';
import type { Transport } from './transport.ts';

const REQUEST = 'GET /events';

export async function openEvents(transport: Transport, filter: EventFilter): Promise<EventFeed> {
  const { signal, labels, types, actions, since, until } = filter;
  const filters = {
    ...(labels && { label: labels }),
    ...(types && { type: types }),
    ...(actions && { event: actions }),
  };
  const query = {
    filters,
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  };
  const stream = (await transport.open({
    method: 'GET',
    path: '/events',
    query,
    signal,
  })) as Readable;
  const lines = readLines(readBytes(stream, { transport, request: REQUEST, signal }));
  return new QueuedFeed(lines, {
    stream,
    endless: until === undefined,
    translate: (error) => transport.translate(error, REQUEST, signal),
  });
}

/** One line of the stream; undefined when it is none of an event. */
export function parseEvent(line: string): EngineEvent | undefined {
  const fields = fieldsOf(JSON.parse(line));
  const actor = fieldsOf(fields['Actor']);
  const action = textOf(fields, 'Action');
  if (action === '') return undefined;
  const [, word = action, detail] = /^([^:]*): ?(.*)$/s.exec(action) ?? [];
  return {
    type: textOf(fields, 'Type'),
    action: word,
    ...(detail !== undefined && { detail: detail.trimEnd() }),
    id: textOf(actor, 'ID'),
    attributes: textMapOf(actor['Attributes']),
    // More digits than a number holds.
    timeNano: /"timeNano":(\d+)/.exec(line)?.[1] ?? '',
  };
}

interface FeedSource {
  readonly stream: Readable;
  /** No end was asked for: one that comes is a loss. */
  readonly endless: boolean;
  translate(error: unknown): EngineError;
}

class QueuedFeed implements EventFeed {
  readonly #source: FeedSource;
  #queue: EngineEvent[] = [];
  #wake: () => void = () => {};
  #closed = false;
  #ended = false;
  #error: EngineError | undefined;

  constructor(lines: AsyncIterable<string>, source: FeedSource) {
    this.#source = source;
    void this.#fill(lines);
  }

  async #fill(lines: AsyncIterable<string>): Promise<void> {
    try {
      for await (const line of lines) {
        const event = parseEvent(line);
        if (event === undefined) continue;
        this.#queue.push(event);
        this.#wake();
      }
      if (this.#source.endless) throw endOfFeed();
    } catch (error) {
      this.#error = this.#source.translate(error);
    }
    this.#ended = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<EngineEvent> {
    try {
      for (;;) {
        const events = this.#queue;
        this.#queue = [];
        yield* events;
        if (this.#closed) return;
        if (this.#queue.length > 0) continue;
        if (this.#ended) break;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      this.close();
    }
    if (this.#error !== undefined) throw this.#error;
  }

  close(): void {
    this.#closed = true;
    this.#source.stream.destroy();
    this.#wake();
  }
}

const endOfFeed = (): EngineError =>
  new EngineError({
    kind: 'connectionLost',
    request: REQUEST,
    text: 'the engine ended its stream of events',
  });
