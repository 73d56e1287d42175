import { LastView } from "./last-view.ts";
import type { Span } from "./span.ts";

const MULTIPLIER = 0x9e3779b1 | 0;
const SECOND = 0x85ebca77 | 0;
const THIRD = 0xc2b2ae3d | 0;
const FOURTH = 0x27d4eb2f;
/** Bytes that are taken at once: four for each of eight lanes, which do not wait for each other. A processor has registers for no more. */
const STRIPE = 32;

/**
 * A 64-bit fingerprint of bytes, in two halves; `simd/fingerprint.as.ts` makes the same. Not cryptographic: whoever wants two texts to
 * collide can make them, so nothing but warnings and speed may depend on it.
 */
export class Fingerprint {
  low = 0;
  high = 0;
  readonly #views = new LastView();
  /** What is shorter than a stripe, and zeros behind it. */
  readonly #short = new Uint8Array(STRIPE);
  readonly #shortView = new DataView(this.#short.buffer);
  #shortLength = 0;

  of({ bytes, start, end }: Span): void {
    const length = end - start;
    if (length >= STRIPE) return this.#ofStripes(this.#views.of(bytes), start, end - STRIPE, length);
    for (let at = 0; at < length; at++) this.#short[at] = bytes[start + at] ?? 0;
    for (let at = length; at < this.#shortLength; at++) this.#short[at] = 0;
    this.#shortLength = length;
    this.#ofStripes(this.#shortView, 0, 0, length);
  }

  /** @param lastStripe - where it begins: it ends with the bytes, and overlaps the one before it. */
  #ofStripes(view: DataView, first: number, lastStripe: number, length: number): void {
    let one = MULTIPLIER ^ length;
    let two = SECOND ^ length;
    let three = THIRD ^ length;
    let four = FOURTH ^ length;
    let [five, six, seven, eight] = [one, two, three, four];
    // In 32 bits, which is all that compilers need to be told.
    const last = lastStripe | 0;
    for (let at = first | 0; ; at = Math.min(at + STRIPE, last) | 0) {
      one = stirred(one, view.getInt32(at, true));
      two = stirred(two, view.getInt32(at + 4, true));
      three = stirred(three, view.getInt32(at + 8, true));
      four = stirred(four, view.getInt32(at + 12, true));
      five = stirred(five, view.getInt32(at + 16, true));
      six = stirred(six, view.getInt32(at + 20, true));
      seven = stirred(seven, view.getInt32(at + 24, true));
      eight = stirred(eight, view.getInt32(at + 28, true));
      if (at === last) break;
    }
    const half = added(added(one, five), added(two, six));
    this.high = avalanche(half) ^ added(added(three, seven), added(four, eight));
    this.low = avalanche(this.high) ^ half;
  }
}

// Not declared as functions, which somebody might assign to: compilers would look each time whether somebody has.

const stirred = (lane: number, word: number): number => Math.imul(((lane << 13) | (lane >>> 19)) ^ word, MULTIPLIER);

const added = (one: number, other: number): number => (one + Math.imul(other, SECOND)) | 0;

function avalanche(half: number): number {
  let mixed = Math.imul(half ^ (half >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return mixed ^ (mixed >>> 15);
}
