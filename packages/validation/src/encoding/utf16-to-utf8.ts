import type { Utf16State } from "../continuation/validation-state.ts";
import type { Transcoder } from "./transcoder.ts";

/**
 * Stands for half of a surrogate pair, which no other encoding can write: a byte that UTF-8 never has, so that whoever checks the
 * text finds it at its place.
 */
export const LONE_SURROGATE = 0xff;

/** Turns UTF-16 into UTF-8 as it comes, in any chunks. */
export class Utf16ToUtf8 implements Transcoder {
  readonly #low: 0 | 1;
  /** A byte whose partner has not come yet, or -1. */
  #half: number;
  /** The first unit of a pair whose second has not come yet, or 0. */
  #high: number;

  /** @param from - where another one has stopped. */
  constructor(encoding: "utf-16le" | "utf-16be", from?: Utf16State) {
    this.#low = encoding === "utf-16le" ? 0 : 1;
    this.#half = from?.half ?? -1;
    this.#high = from?.high ?? 0;
  }

  state(): Utf16State {
    return { half: this.#half, high: this.#high };
  }

  push(chunk: Uint8Array): Uint8Array {
    // A unit of two bytes gives at most three; one more may have been waiting.
    const out = new Uint8Array((chunk.length >> 1) * 3 + 7);
    let length = 0;
    let at = 0;
    if (this.#half >= 0 && chunk.length > 0) {
      length = this.#put(this.#unit(this.#half, chunk[0] ?? 0), out, length);
      this.#half = -1;
      at = 1;
    }
    for (; at + 1 < chunk.length; at += 2) {
      length = this.#put(this.#unit(chunk[at] ?? 0, chunk[at + 1] ?? 0), out, length);
    }
    if (at < chunk.length) this.#half = chunk[at] ?? 0;
    return out.subarray(0, length);
  }

  /** What is left when the file ends in the middle of a character. */
  finish(): Uint8Array {
    const left = Number(this.#high > 0) + Number(this.#half >= 0);
    this.#high = 0;
    this.#half = -1;
    return new Uint8Array(left).fill(LONE_SURROGATE);
  }

  #unit(first: number, second: number): number {
    return this.#low === 0 ? first | (second << 8) : (first << 8) | second;
  }

  /** @returns the new length. */
  #put(unit: number, out: Uint8Array, at: number): number {
    if (this.#high > 0) {
      const high = this.#high;
      this.#high = 0;
      if (unit >= 0xdc00 && unit <= 0xdfff) return encode(0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00), out, at);
      out[at++] = LONE_SURROGATE;
    }
    if (unit < 0xd800 || unit > 0xdfff) return encode(unit, out, at);
    if (unit < 0xdc00) this.#high = unit;
    else out[at++] = LONE_SURROGATE;
    return at;
  }
}

/** @returns where the next one is to be written. */
function encode(codePoint: number, out: Uint8Array, at: number): number {
  if (codePoint < 0x80) {
    out[at] = codePoint;
    return at + 1;
  }
  const more = codePoint < 0x800 ? 1 : codePoint < 0x10000 ? 2 : 3;
  // As many ones as the character has bytes, then the highest bits; six bits in each byte that follows.
  out[at] = (0xff00 >> (more + 1)) | (codePoint >> (6 * more));
  for (let next = 1; next <= more; next++) out[at + next] = 0x80 | ((codePoint >> (6 * (more - next))) & 0x3f);
  return at + more + 1;
}
