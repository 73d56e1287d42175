import { BitReader } from "../gzip/bit-reader.ts";
import { InflateStream, type InflateStep } from "../gzip/inflate-stream.ts";

/** Why data does not unpack. */
export type InflateFailure = "damaged" | "too_long";

/** So much is unpacked before it is asked whether it is too much: deflate makes a thousand bytes of one at most. */
const PIECE_BYTES = 4_096;

/**
 * Unpacks raw deflate data: slower than what runtimes have, and it says what is wrong with the data, alike in all of them.
 *
 * @returns the data, `too_long` when it is more than `mostBytes`, `damaged` when it cannot be read or anything follows it.
 * @see https://www.rfc-editor.org/rfc/rfc1951
 */
export function inflate(packed: Uint8Array, mostBytes: number): Uint8Array | InflateFailure {
  const unpacked = new Uint8Array(mostBytes);
  let length = 0;
  const bits = new BitReader();
  const stream = new InflateStream(bits, (bytes) => {
    if (length + bytes.length <= mostBytes) unpacked.set(bytes, length);
    length += bytes.length;
  });
  let step: InflateStep = "more";
  let at = 0;
  for (; at < packed.length && step === "more"; at += PIECE_BYTES) {
    bits.append(packed.subarray(at, at + PIECE_BYTES));
    step = stream.run();
    if (length > mostBytes) return "too_long";
  }
  const isWhole = step === "ended" && at >= packed.length && bits.waitingBytes === 0;
  return isWhole ? unpacked.subarray(0, length) : "damaged";
}
