import { LF } from "./byte-classes.ts";

/** Room behind the data for the sentinel byte, and for what is looked at together with it. */
const MARGIN_BYTES = 16;
const FIRST_CAPACITY_BYTES = 131_072;

/**
 * The bytes of the row being read and of everything pushed behind it, always contiguous, so that a row can be looked at as a whole.
 * A line feed stands behind the last byte: loops that look for the end of something need no bounds check of their own.
 */
export class ByteWindow {
  bytes = new Uint8Array(FIRST_CAPACITY_BYTES);
  /** The same memory in words of four bytes, in the machine's byte order. */
  words = new Int32Array(this.bytes.buffer);
  /** One past the last byte. */
  end = 0;

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
    // A whole number of words.
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, Math.ceil(capacity / 4) * 4));
    grown.set(this.bytes);
    this.bytes = grown;
    this.words = new Int32Array(grown.buffer);
  }
}
