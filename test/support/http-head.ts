/** Finds the requests in the bytes that a client sends on one connection. */
import type { RecordedRequest } from './fault-proxy.ts';

export interface Part {
  readonly bytes: Buffer;
  /** Set for the part that is a whole request head, with its body where that has a length. */
  readonly request?: Omit<RecordedRequest, 'at'>;
}

/** After an upgrade all bytes pass; a chunked body is passed on unread, up to its end. */
export class HeadReader {
  #kept: Buffer = Buffer.alloc(0);
  #raw: 'no' | 'chunked' | 'always' = 'no';

  *push(chunk: Buffer): Generator<Part> {
    this.#kept = Buffer.concat([this.#kept, chunk]);
    while (this.#kept.length > 0) {
      const part = this.#raw === 'no' ? this.#takeRequest() : this.#takeRaw();
      if (part === undefined) return;
      yield part;
    }
  }

  #takeRaw(): Part {
    const bytes = this.#kept;
    // The end of a chunked body; with one request at a time nothing follows in the same piece.
    if (this.#raw === 'chunked' && bytes.subarray(-5).toString('latin1') === '0\r\n\r\n')
      this.#raw = 'no';
    this.#kept = Buffer.alloc(0);
    return { bytes };
  }

  #takeRequest(): Part | undefined {
    const end = this.#kept.indexOf('\r\n\r\n');
    if (end < 0) return undefined;
    const head = parseHead(this.#kept.subarray(0, end).toString('latin1'));
    const length = end + 4 + Number(head.headers['content-length'] ?? 0);
    if (this.#kept.length < length) return undefined;
    const bytes = this.#kept.subarray(0, length);
    this.#kept = this.#kept.subarray(length);
    if (head.headers['upgrade'] !== undefined) this.#raw = 'always';
    else if (head.headers['transfer-encoding'] === 'chunked') this.#raw = 'chunked';
    return { bytes, request: { ...head, body: bytes.subarray(end + 4).toString('utf8') } };
  }
}

function parseHead(text: string): Omit<RecordedRequest, 'at' | 'body'> {
  const [first = '', ...lines] = text.split('\r\n');
  const [method = '', target = ''] = first.split(' ');
  const [path = '', query = ''] = target.split('?', 2);
  const headers = lines.map((line): readonly [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return {
    method,
    version: /^\/v(\d+\.\d+)\//.exec(path)?.[1] ?? '',
    path: path.replace(/^\/v\d+\.\d+(?=\/)/, ''),
    query: new URLSearchParams(query),
    headers: Object.fromEntries(headers),
  };
}
