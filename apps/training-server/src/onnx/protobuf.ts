/** The wire format of protocol buffers, as far as writing needs it. */

/** One encoded field; a message is the concatenation of its fields. */
export type Field = Uint8Array;

export function varintField(number: number, value: number): Field {
  return concat([varint(number * 8), varint(value)]);
}

/** 32-bit float. */
export function floatField(number: number, value: number): Field {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return concat([varint(number * 8 + 5), bytes]);
}

export function bytesField(number: number, value: Uint8Array): Field {
  return concat([varint(number * 8 + 2), varint(value.length), value]);
}

export const stringField = (number: number, value: string): Field =>
  bytesField(number, new TextEncoder().encode(value));

export const messageField = (number: number, fields: readonly Field[]): Field => bytesField(number, concat(fields));

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @param value - a whole number from 0 to 2^53 - 1; negative ones take ten bytes and are refused, nothing here has any. */
function varint(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not a varint: ${value}`);
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
