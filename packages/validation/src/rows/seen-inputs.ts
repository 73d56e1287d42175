import type { SeenInputsState } from "../continuation/validation-state.ts";

/** Slots of the table when it is full grown. */
const MAX_SLOTS = 2 ** 20;
/** Slots until they are full: they stay in the processor's cache, and most datasets are small. */
const FIRST_SLOTS = 2 ** 12;
/** Above it, looking for what is not there takes many steps. */
const MAX_LOAD = 0.6;
/** Collisions that are followed; more of them in a row can only be made on purpose. */
const MAX_PROBES = 64;

/** Each slot is three words: the two halves of the fingerprint, and the class plus 1, which is 0 in a free slot. */
const WORDS = 3;
const HIGH = 1;
const CLASS = 2;

/**
 * Remembers by fingerprint which inputs were seen and with which class. Compares about 629,000 different inputs in at most
 * 12 MiB; after that new ones are no longer remembered and {@link complete} turns false.
 */
export class SeenInputs {
  /** False once an input could not be remembered. */
  complete: boolean;
  #slots: number;
  #table: Int32Array;
  #used: number;

  constructor({ complete, entries }: SeenInputsState = { complete: true, entries: new Int32Array(0) }) {
    this.complete = complete;
    this.#used = entries.length / WORDS;
    this.#slots = this.#used > FIRST_SLOTS * MAX_LOAD ? MAX_SLOTS : FIRST_SLOTS;
    this.#table = new Int32Array(this.#slots * WORDS);
    this.#insertAll(entries);
  }

  /**
   * The slots that are used, in their order behind a free one: no search goes beyond that, and so whoever puts them in again puts
   * each where it is here.
   */
  state(): SeenInputsState {
    const entries = new Int32Array(this.#used * WORDS);
    const length = this.#table.length;
    let start = 0;
    while (this.#table[start + CLASS] !== 0) start += WORDS;
    for (let step = 0, to = 0; step < length; step += WORDS) {
      const at = (start + step) % length;
      if (this.#table[at + CLASS] === 0) continue;
      entries.set(this.#table.subarray(at, at + WORDS), to);
      to += WORDS;
    }
    return { complete: this.complete, entries };
  }

  /**
   * Brings the slots of some fingerprints near. Reads that do not wait for each other are made side by side.
   *
   * @param lows - the low halves of the fingerprints, from `first` on before `end`, so many words apart.
   */
  fetch(lows: Int32Array, first: number, end: number, stride = 1): void {
    const table = this.#table;
    const mask = this.#slots - 1;
    let marks = 0;
    for (let at = first; at < end; at += stride) {
      marks |= table[((lows[at] as number) & mask) * WORDS + CLASS] as number;
    }
    // Never so; asking keeps the reads from being optimised away.
    if (marks < 0) throw new RangeError("a class number is negative");
  }

  /** @returns the class with which this input was seen first, or -1 when it is new. */
  classOf(low: number, high: number, classNumber: number): number {
    const table = this.#table;
    const mask = this.#slots - 1;
    let slot = low & mask;
    for (let probes = 0; probes < MAX_PROBES; probes++) {
      const at = slot * WORDS;
      // Offsets of slots are inside the table.
      const known = table[at + CLASS] as number;
      if (known === 0) {
        this.#remember(at, low, high, classNumber + 1);
        return -1;
      }
      if (table[at] === low && table[at + HIGH] === high) return known - 1;
      slot = (slot + 1) & mask;
    }
    this.complete = false;
    return -1;
  }

  #remember(at: number, low: number, high: number, mark: number): void {
    if (this.#used >= MAX_SLOTS * MAX_LOAD) {
      this.complete = false;
      return;
    }
    this.#put(at, low, high, mark);
    this.#used++;
    if (this.#slots < MAX_SLOTS && this.#used > this.#slots * MAX_LOAD) this.#enlarge();
  }

  #put(at: number, low: number, high: number, mark: number): void {
    this.#table[at] = low;
    this.#table[at + HIGH] = high;
    this.#table[at + CLASS] = mark;
  }

  #enlarge(): void {
    const small = this.#table;
    this.#slots = MAX_SLOTS;
    this.#table = new Int32Array(MAX_SLOTS * WORDS);
    this.#insertAll(small);
  }

  #insertAll(entries: Int32Array): void {
    for (let at = 0; at < entries.length; at += WORDS) {
      const mark = entries[at + CLASS] as number;
      if (mark !== 0) this.#insert(entries[at] as number, entries[at + HIGH] as number, mark);
    }
  }

  #insert(low: number, high: number, mark: number): void {
    const mask = this.#slots - 1;
    let slot = low & mask;
    while (this.#table[slot * WORDS + CLASS] !== 0) slot = (slot + 1) & mask;
    this.#put(slot * WORDS, low, high, mark);
  }
}
