import type { Span } from "./span.ts";

const MULTIPLIER_LOW = 0x9e3779b1 | 0;
const MULTIPLIER_HIGH = 0x85ebca77 | 0;

/**
 * A 64-bit fingerprint of bytes, in two halves. Not cryptographic: whoever wants two texts to collide can make them, so nothing
 * but warnings and speed may depend on it.
 */
export class Fingerprint {
  low = 0;
  high = 0;
  /** A view of the array that was asked for last, which mostly is asked for again. */
  #view: DataView = new DataView(new ArrayBuffer(0));
  #viewed: Uint8Array | undefined;

  of({ bytes, start, end }: Span): void {
    const view = this.#viewOf(bytes);
    let low = end - start;
    let high = ~low;
    let at = start;
    for (; at + 8 <= end; at += 8) {
      low = Math.imul(low ^ view.getInt32(at, true), MULTIPLIER_LOW);
      high = (Math.imul(high ^ view.getInt32(at + 4, true), MULTIPLIER_HIGH) + low) | 0;
      low = (low + ((high << 13) | (high >>> 19))) | 0;
    }
    for (; at < end; at++) {
      low = Math.imul(low ^ (bytes[at] ?? 0), MULTIPLIER_LOW);
      high = (Math.imul(high, MULTIPLIER_HIGH) + low) | 0;
    }
    this.low = avalanche(low ^ (high >>> 15));
    this.high = avalanche(high ^ this.low);
  }

  #viewOf(bytes: Uint8Array): DataView {
    if (this.#viewed === bytes) return this.#view;
    this.#viewed = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return this.#view;
  }
}

function avalanche(half: number): number {
  let mixed = Math.imul(half ^ (half >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return mixed ^ (mixed >>> 15);
}
