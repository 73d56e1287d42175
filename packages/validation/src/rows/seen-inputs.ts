import type { SeenInputsState } from "../continuation/validation-state.ts";

/** Slots of the table when it is full grown. */
const MAX_SLOTS = 2 ** 20;
const FIRST_SLOTS = 2 ** 10;
const GROWTH = 4;
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
 * 12 MiB (15 while it grows); after that new ones are no longer remembered and {@link complete} turns false.
 */
export class SeenInputs {
  /** False once an input could not be remembered. */
  complete: boolean;
  #slots: number;
  #table: Int32Array;
  #used: number;

  constructor(from?: SeenInputsState) {
    this.complete = from?.complete ?? true;
    this.#table = from?.table ?? new Int32Array(FIRST_SLOTS * WORDS);
    this.#slots = this.#table.length / WORDS;
    this.#used = from?.used ?? 0;
  }

  /** Up to 12 MiB; not to be used together with this. */
  state(): SeenInputsState {
    return { complete: this.complete, used: this.#used, table: this.#table };
  }

  /**
   * Brings the slots of some fingerprints near. Reads that do not wait for each other are made side by side.
   *
   * @param lows - the low halves of the fingerprints, of which the first `count` are meant.
   */
  fetch(lows: Int32Array, count: number): void {
    let marks = 0;
    for (let index = 0; index < count; index++) {
      marks |= this.#table[((lows[index] as number) & (this.#slots - 1)) * WORDS + CLASS] as number;
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
    if (this.#used > this.#slots * MAX_LOAD) this.#grow();
  }

  #put(at: number, low: number, high: number, mark: number): void {
    this.#table[at] = low;
    this.#table[at + HIGH] = high;
    this.#table[at + CLASS] = mark;
  }

  #grow(): void {
    const old = this.#table;
    this.#slots = Math.min(this.#slots * GROWTH, MAX_SLOTS);
    this.#table = new Int32Array(this.#slots * WORDS);
    for (let at = 0; at < old.length; at += WORDS) {
      const mark = old[at + CLASS] as number;
      if (mark !== 0) this.#insert(old[at] as number, old[at + HIGH] as number, mark);
    }
  }

  #insert(low: number, high: number, mark: number): void {
    const mask = this.#slots - 1;
    let slot = low & mask;
    while (this.#table[slot * WORDS + CLASS] !== 0) slot = (slot + 1) & mask;
    this.#put(slot * WORDS, low, high, mark);
  }
}
