/** What the engine's builders tell while they work, in one form for both. */
import type { BuildProgress, BuildVertex } from './building.ts';
import { fieldsOf, textOf, type Fields } from './read-fields.ts';
import { bytesOf, flagAt, readProtobuf, stringOf } from './read-protobuf.ts';

/** Field numbers of BuildKit's status messages. */
const TRACE = { vertexes: 1, logs: 3 } as const;
const VERTEX = { digest: 1, name: 3, cached: 4, started: 5, completed: 6, error: 7 } as const;
const LOG = { vertex: 1, text: 4 } as const;

/** One line of BuildKit's answer: a piece of the trace, or the image. */
export function parseBuildKitLine(fields: Fields): readonly BuildProgress[] {
  const { id, aux } = fields;
  if (id === 'moby.buildkit.trace' && typeof aux === 'string') {
    return parseTrace(Buffer.from(aux, 'base64'));
  }
  return parseImageLine(fields);
}

export function parseTrace(bytes: Uint8Array): readonly BuildProgress[] {
  const trace = [...readProtobuf(bytes)];
  return [
    ...bytesOf(trace, TRACE.vertexes).map((part) => ({
      kind: 'vertex' as const,
      vertex: parseVertex(part),
    })),
    ...bytesOf(trace, TRACE.logs).map(parseLog),
  ];
}

function parseVertex(bytes: Uint8Array): BuildVertex {
  const fields = [...readProtobuf(bytes)];
  const error = stringOf(fields, VERTEX.error);
  return {
    digest: stringOf(fields, VERTEX.digest),
    name: stringOf(fields, VERTEX.name),
    started: bytesOf(fields, VERTEX.started).length > 0,
    completed: bytesOf(fields, VERTEX.completed).length > 0,
    cached: flagAt(fields, VERTEX.cached),
    ...(error !== '' && { error }),
  };
}

function parseLog(bytes: Uint8Array): BuildProgress {
  const fields = [...readProtobuf(bytes)];
  return { kind: 'log', vertex: stringOf(fields, LOG.vertex), text: stringOf(fields, LOG.text) };
}

function parseImageLine({ aux }: Fields): readonly BuildProgress[] {
  const id = textOf(fieldsOf(aux), 'ID');
  return id === '' ? [] : [{ kind: 'image', id }];
}

/** The classic builder only prints: its steps become vertices, so that one view fits both. */
export class ClassicBuildParser {
  #step: BuildVertex | undefined;
  #image: BuildProgress | undefined;

  parse(fields: Fields): readonly BuildProgress[] {
    const text = textOf(fields, 'stream');
    if (/^Step \d+\/\d+ : /.test(text)) return this.#begin(text.trim());
    if (/^\s*---> Using cache/.test(text)) return this.#change({ cached: true });
    // Every stage has one; the last is the result.
    this.#image = parseImageLine(fields).at(-1) ?? this.#image;
    return text === '' ? [] : [{ kind: 'log', vertex: this.#step?.digest ?? '', text }];
  }

  end(): readonly BuildProgress[] {
    return [...this.#finish(), ...(this.#image === undefined ? [] : [this.#image])];
  }

  #finish(): readonly BuildProgress[] {
    const last = this.#change({ completed: true });
    this.#step = undefined;
    return last;
  }

  #begin(name: string): readonly BuildProgress[] {
    const last = this.#finish();
    this.#step = { digest: name, name, started: true };
    return [...last, { kind: 'vertex', vertex: this.#step }];
  }

  #change(change: Partial<BuildVertex>): readonly BuildProgress[] {
    if (this.#step === undefined) return [];
    this.#step = { ...this.#step, ...change };
    return [{ kind: 'vertex', vertex: this.#step }];
  }
}
