/** Lines of a byte stream, without their ends; split in bytes so that no character is torn. */
export async function* readLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let open: Buffer[] = [];
  for await (const part of source) {
    let rest = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
    for (let end = rest.indexOf(0x0a); end >= 0; end = rest.indexOf(0x0a)) {
      open.push(rest.subarray(0, end));
      yield* finished(open);
      open = [];
      rest = rest.subarray(end + 1);
    }
    if (rest.length > 0) open.push(rest);
  }
  yield* finished(open);
}

function* finished(parts: readonly Buffer[]): Generator<string> {
  const line = Buffer.concat(parts).toString('utf8').trim();
  if (line !== '') yield line;
}
