/** Why data does not unpack. */
export type InflateFailure = "damaged" | "too_long";

const MAX_CODE_BITS = 15;
const END_OF_BLOCK = 256;
const FIRST_LENGTH = 257;
const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
];
const DISTANCE_BITS = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
/** In which order a block writes the lengths of the codes that its other codes are written in. */
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const MAX_LENGTH_CODES = 286;
const MAX_DISTANCE_CODES = 30;

/** A canonical Huffman code: how many codes of each length there are, and their symbols in order. */
interface Code {
  readonly counts: Uint16Array;
  readonly symbols: Uint16Array;
}

class Damaged extends Error {}
class TooLong extends Error {}

/**
 * Unpacks raw deflate data bit by bit: much slower than what runtimes have, and it says what is wrong with the data, alike in
 * all of them.
 *
 * @returns the data, `too_long` as soon as it is more than `mostBytes`, `damaged` when it cannot be read or anything follows it.
 * @see https://www.rfc-editor.org/rfc/rfc1951
 */
export function inflate(packed: Uint8Array, mostBytes: number): Uint8Array | InflateFailure {
  try {
    return new Inflation(packed, mostBytes).run();
  } catch (error) {
    if (error instanceof TooLong) return "too_long";
    if (error instanceof Damaged) return "damaged";
    throw error;
  }
}

class Inflation {
  readonly #packed: Uint8Array;
  readonly #unpacked: Uint8Array;
  #at = 0;
  #length = 0;
  #bits = 0;
  #bitCount = 0;

  constructor(packed: Uint8Array, mostBytes: number) {
    this.#packed = packed;
    this.#unpacked = new Uint8Array(mostBytes);
  }

  run(): Uint8Array {
    for (let isLast = false; !isLast;) {
      isLast = this.#take(1) === 1;
      this.#block(this.#take(2));
    }
    if (this.#at !== this.#packed.length) throw new Damaged();
    return this.#unpacked.subarray(0, this.#length);
  }

  #block(kind: number): void {
    if (kind === 0) return this.#stored();
    if (kind === 1) return this.#compressed(FIXED_LENGTHS, FIXED_DISTANCES);
    if (kind !== 2) throw new Damaged();
    const { lengths, distances } = this.#codes();
    this.#compressed(lengths, distances);
  }

  #stored(): void {
    this.#bits = 0;
    this.#bitCount = 0;
    const length = this.#take(8) | (this.#take(8) << 8);
    const complement = this.#take(8) | (this.#take(8) << 8);
    if (length !== (~complement & 0xffff)) throw new Damaged();
    const bytes = this.#packed.subarray(this.#at, this.#at + length);
    if (this.#length + bytes.length > this.#unpacked.length) throw new TooLong();
    if (bytes.length < length) throw new Damaged();
    this.#unpacked.set(bytes, this.#length);
    this.#length += length;
    this.#at += length;
  }

  #compressed(lengths: Code, distances: Code): void {
    for (;;) {
      const symbol = this.#symbol(lengths);
      if (symbol === END_OF_BLOCK) return;
      if (symbol < END_OF_BLOCK) this.#put(symbol);
      else this.#copy(symbol - FIRST_LENGTH, distances);
    }
  }

  #copy(lengthCode: number, distances: Code): void {
    const length = this.#take(definedAt(LENGTH_BITS, lengthCode)) + definedAt(LENGTH_BASE, lengthCode);
    const distanceCode = this.#symbol(distances);
    const distance = this.#take(definedAt(DISTANCE_BITS, distanceCode)) + definedAt(DISTANCE_BASE, distanceCode);
    if (distance > this.#length) throw new Damaged();
    for (let copied = 0; copied < length; copied++) this.#put(this.#unpacked[this.#length - distance] ?? 0);
  }

  #put(byte: number): void {
    if (this.#length === this.#unpacked.length) throw new TooLong();
    this.#unpacked[this.#length++] = byte;
  }

  #codes(): { lengths: Code; distances: Code } {
    const [lengthCodes, distanceCodes, orderCodes] = [this.#take(5) + 257, this.#take(5) + 1, this.#take(4) + 4];
    if (lengthCodes > MAX_LENGTH_CODES || distanceCodes > MAX_DISTANCE_CODES) throw new Damaged();
    const order = new Uint8Array(CODE_LENGTH_ORDER.length);
    for (const symbol of CODE_LENGTH_ORDER.slice(0, orderCodes)) order[symbol] = this.#take(3);
    const bits = this.#codeLengths(codeOf(order, "complete"), lengthCodes + distanceCodes);
    // Without it the block could not end.
    if (bits[END_OF_BLOCK] === 0) throw new Damaged();
    const lengths = codeOf(bits.subarray(0, lengthCodes), "complete_or_single");
    return { lengths, distances: codeOf(bits.subarray(lengthCodes), "complete_or_single") };
  }

  #codeLengths(code: Code, count: number): Uint8Array {
    const bits = new Uint8Array(count);
    for (let at = 0; at < count;) {
      const symbol = this.#symbol(code);
      if (symbol < 16) {
        bits[at++] = symbol;
        continue;
      }
      if (symbol === 16 && at === 0) throw new Damaged();
      const repeated = symbol === 16 ? (bits[at - 1] ?? 0) : 0;
      const times = symbol === 16 ? 3 + this.#take(2) : symbol === 17 ? 3 + this.#take(3) : 11 + this.#take(7);
      if (at + times > count) throw new Damaged();
      bits.fill(repeated, at, at + times);
      at += times;
    }
    return bits;
  }

  /** Codes come bit by bit from their highest one; those of one length are neighbours. */
  #symbol({ counts, symbols }: Code): number {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let bits = 1; bits <= MAX_CODE_BITS; bits++) {
      code |= this.#take(1);
      const count = counts[bits] ?? 0;
      if (code - count < first) return symbols[index + code - first] ?? 0;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new Damaged();
  }

  #take(count: number): number {
    while (this.#bitCount < count) {
      const byte = this.#packed[this.#at];
      if (byte === undefined) throw new Damaged();
      this.#at++;
      this.#bits |= byte << this.#bitCount;
      this.#bitCount += 8;
    }
    const taken = this.#bits & ((1 << count) - 1);
    this.#bits >>>= count;
    this.#bitCount -= count;
    return taken;
  }
}

/** @throws Damaged for a symbol that stands for nothing. */
function definedAt(table: readonly number[], index: number): number {
  const value = table[index];
  if (value === undefined) throw new Damaged();
  return value;
}

/**
 * @param lengths - of the code of each symbol; 0: it has none.
 * @param shape - a code must use all of its room, but one or no symbol may stand alone, as zlib has it.
 */
function codeOf(lengths: Uint8Array, shape: "complete" | "complete_or_single"): Code {
  const counts = new Uint16Array(MAX_CODE_BITS + 1);
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
  const used = lengths.length - (counts[0] ?? 0);
  counts[0] = 0;
  let room = 1;
  for (let bits = 1; bits <= MAX_CODE_BITS; bits++) room = room * 2 - (counts[bits] ?? 0);
  const mayBeIncomplete = shape === "complete_or_single" && used <= 1 && (used === 0 || counts[1] === 1);
  if (room < 0 || (room > 0 && !mayBeIncomplete)) throw new Damaged();
  const symbols = new Uint16Array(used);
  let next = 0;
  for (let bits = 1; bits <= MAX_CODE_BITS; bits++) {
    for (const [symbol, length] of lengths.entries()) if (length === bits) symbols[next++] = symbol;
  }
  return { counts, symbols };
}

const FIXED_LENGTHS = codeOf(
  Uint8Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8)),
  "complete",
);
const FIXED_DISTANCES = codeOf(new Uint8Array(32).fill(5), "complete");
