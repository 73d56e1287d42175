import type { Span } from "./span.ts";

const MULTIPLIER = 0x9e3779b1 | 0;
const SEEDS = [MULTIPLIER, 0x85ebca77 | 0, 0xc2b2ae3d | 0, 0x27d4eb2f] as const;
/** Bytes that are taken at once: four for each of sixteen lanes, which do not wait for each other. */
const STRIPE = 64;
const LANES = 16;

/**
 * A 64-bit fingerprint of bytes, in two halves; `simd/fingerprint.as.ts` makes the same. Not cryptographic: whoever wants two texts to
 * collide can make them, so nothing but warnings and speed may depend on it.
 */
export class Fingerprint {
  low = 0;
  high = 0;
  /** A view of the array that was asked for last, which mostly is asked for again. */
  #view: DataView = new DataView(new ArrayBuffer(0));
  #viewed: Uint8Array | undefined;
  readonly #short = new Uint8Array(STRIPE);
  readonly #shortView = new DataView(this.#short.buffer);
  readonly #lanes = new Int32Array(LANES);

  of({ bytes, start, end }: Span): void {
    const length = end - start;
    if (length >= STRIPE) return this.#ofStripes(this.#viewOf(bytes), start, end - STRIPE, length);
    this.#short.fill(0);
    for (let at = 0; at < length; at++) this.#short[at] = bytes[start + at] ?? 0;
    this.#ofStripes(this.#shortView, 0, 0, length);
  }

  /** @param last - where the last stripe begins: it ends with the bytes, and overlaps the one before it. */
  #ofStripes(view: DataView, first: number, last: number, length: number): void {
    // Eight at a time: a processor has registers for no more.
    this.#stir(view, first, last, length, 0);
    this.#stir(view, first + 32, last + 32, length, 8);
    const lanes = this.#lanes;
    for (let lane = 0; lane < 4; lane++) {
      const front = added(lanes[lane], lanes[lane + 4]);
      lanes[lane] = added(front, added(lanes[lane + 8], lanes[lane + 12]));
    }
    const one = added(lanes[0], lanes[1]);
    this.high = avalanche(one) ^ added(lanes[2], lanes[3]);
    this.low = avalanche(this.high) ^ one;
  }

  #stir(view: DataView, first: number, last: number, length: number, lane: number): void {
    let one = SEEDS[0] ^ length;
    let two = SEEDS[1] ^ length;
    let three = SEEDS[2] ^ length;
    let four = SEEDS[3] ^ length;
    let [five, six, seven, eight] = [one, two, three, four];
    for (let at = first; ; at = at + STRIPE < last ? at + STRIPE : last) {
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
    const lanes = this.#lanes;
    lanes[lane] = one;
    lanes[lane + 1] = two;
    lanes[lane + 2] = three;
    lanes[lane + 3] = four;
    lanes[lane + 4] = five;
    lanes[lane + 5] = six;
    lanes[lane + 6] = seven;
    lanes[lane + 7] = eight;
  }

  #viewOf(bytes: Uint8Array): DataView {
    if (this.#viewed === bytes) return this.#view;
    this.#viewed = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return this.#view;
  }
}

function stirred(lane: number, word: number): number {
  return Math.imul(((lane << 13) | (lane >>> 19)) ^ word, MULTIPLIER);
}

function added(one = 0, other = 0): number {
  return (one + Math.imul(other, SEEDS[1])) | 0;
}

function avalanche(half: number): number {
  let mixed = Math.imul(half ^ (half >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return mixed ^ (mixed >>> 15);
}
