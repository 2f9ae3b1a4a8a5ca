/** As much of protobuf's wire format as the builder's trace needs. */

/** One field of a message: a number for varints, bytes for everything with a length. */
export interface ProtobufField {
  readonly id: number;
  readonly value: number | Uint8Array;
}

const VARINT = 0;
const FIXED64 = 1;
const DELIMITED = 2;
const FIXED32 = 5;

/** Throws `RangeError` when the message is cut or has a wire type nobody uses any more. */
export function* readProtobuf(bytes: Uint8Array): Generator<ProtobufField> {
  let at = 0;
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new RangeError('the message is cut');
    at += length;
    return bytes.subarray(at - length, at);
  };
  // Multiplied, not shifted: timestamps have more than 32 bits.
  const varint = (): number => {
    for (let value = 0, factor = 1; ; factor *= 128) {
      const [byte = 0] = take(1);
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const id = Math.floor(key / 8);
    const type = key % 8;
    if (type === VARINT) yield { id, value: varint() };
    else if (type === DELIMITED) yield { id, value: take(varint()) };
    else if (type === FIXED64) yield { id, value: take(8) };
    else if (type === FIXED32) yield { id, value: take(4) };
    else throw new RangeError(`wire type ${type}`);
  }
}

/** Strings and embedded messages of one field, in order. */
export function bytesOf(fields: readonly ProtobufField[], id: number): readonly Uint8Array[] {
  return fields.flatMap((field) =>
    field.id === id && typeof field.value !== 'number' ? [field.value] : [],
  );
}

export function stringOf(fields: readonly ProtobufField[], id: number): string {
  const last = bytesOf(fields, id).at(-1);
  return last === undefined ? '' : new TextDecoder().decode(last);
}

export const flagAt = (fields: readonly ProtobufField[], id: number): boolean =>
  fields.some((field) => field.id === id && field.value === 1);
