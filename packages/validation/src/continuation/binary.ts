import * as z from "zod";

/** So many bytes are made into text at once: a call takes only so many arguments. */
const PIECE_BYTES = 32_766;

function base64(bytes: Uint8Array): string {
  let text = "";
  // A multiple of three: the pieces' texts joined are the text of all.
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + PIECE_BYTES)));
  }
  return text;
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = characters.charCodeAt(at);
  return bytes;
}

type Numbers = Uint8Array | Uint16Array | Int32Array | Float64Array;

/** Numbers as they lie in memory, little-endian as in every machine that runs this, in base64. */
const binary = <Made extends Numbers>(
  isMade: (value: unknown) => boolean,
  bytesEach: number,
  make: (memory: ArrayBuffer) => Made,
): z.ZodCodec<z.ZodString, z.ZodCustom<Made, Made>> =>
  z.codec(z.string(), z.custom<Made>(isMade), {
    decode: (text, { issues }) => {
      try {
        const { buffer } = bytesOf(text);
        if (buffer.byteLength % bytesEach === 0) return make(buffer);
      } catch {
        // Not base64: said below, with what is cut off in the middle of a number.
      }
      issues.push({ code: "custom", message: `not ${bytesEach}-byte numbers in base64`, input: text });
      return z.NEVER;
    },
    encode: (numbers) => base64(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)),
  });

export const Bytes = binary<Uint8Array>(
  (value) => value instanceof Uint8Array,
  1,
  (memory) => new Uint8Array(memory),
);
export const Halves = binary<Uint16Array>(
  (value) => value instanceof Uint16Array,
  2,
  (memory) => new Uint16Array(memory),
);
export const Words = binary<Int32Array>(
  (value) => value instanceof Int32Array,
  4,
  (memory) => new Int32Array(memory),
);
/** Doubles: JSON has no infinite ones. */
export const Doubles = binary<Float64Array>(
  (value) => value instanceof Float64Array,
  8,
  (memory) => new Float64Array(memory),
);
