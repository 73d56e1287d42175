import { LF } from "./byte-classes.ts";

/** Room behind the data for the sentinel byte, rounded up so that the window is a whole number of words. */
const MARGIN_BYTES = 8;
const FIRST_CAPACITY_BYTES = 131_072;

/**
 * The bytes of the row being read and of everything pushed behind it, always contiguous, so that a row can be looked at as a whole.
 * A line feed stands behind the last byte: loops that look for the end of something need no bounds check of their own.
 */
export class ByteWindow {
  bytes: Uint8Array;
  /** The same memory in words of four bytes, in the machine's byte order. */
  words: Int32Array;
  /** One past the last byte. */
  end = 0;

  constructor() {
    const memory = new ArrayBuffer(FIRST_CAPACITY_BYTES);
    this.bytes = new Uint8Array(memory);
    this.words = new Int32Array(memory);
  }

  /** Forgets the bytes before `keepFrom`, moves the others to the front and copies `slice` behind them. */
  append(slice: Uint8Array, keepFrom: number): void {
    if (keepFrom > 0) this.bytes.copyWithin(0, keepFrom, this.end);
    const kept = this.end - keepFrom;
    this.#reserve(kept + slice.length + MARGIN_BYTES);
    this.bytes.set(slice, kept);
    this.endAt(kept + slice.length);
  }

  /** Ends the data at `end`, overwriting the byte there with the sentinel. */
  endAt(end: number): void {
    this.end = end;
    this.bytes[end] = LF;
  }

  #reserve(capacity: number): void {
    if (capacity <= this.bytes.length) return;
    const memory = new ArrayBuffer(Math.max(this.bytes.length * 2, Math.ceil(capacity / 8) * 8));
    const grown = new Uint8Array(memory);
    grown.set(this.bytes);
    this.bytes = grown;
    this.words = new Int32Array(memory);
  }
}
