import type { SeenInputsState } from "../continuation/validation-state.ts";

/** Slots of the table when it is full grown. */
const MAX_SLOTS = 2 ** 20;
/** Slots until they are full: they stay in the processor's cache, and most datasets are small. */
const FIRST_SLOTS = 2 ** 12;
/** With more in it, looking for what is not there takes many steps. */
const mostInputs = (slots: number): number => Math.floor(slots * 0.6);
const MOST_INPUTS = mostInputs(MAX_SLOTS);
const FIRST_INPUTS = mostInputs(FIRST_SLOTS);
/** Collisions that are followed; more of them in a row can only be made on purpose. */
const MAX_PROBES = 64;

/** An input in three words: the two halves of its fingerprint, and the class plus 1, which is 0 in a free slot. */
export const INPUT_WORDS = 3;
const HIGH = 1;
export const MARK = 2;

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

  /** @param from - where another one has stopped. */
  constructor(from?: SeenInputsState) {
    const entries = from?.entries ?? new Int32Array(0);
    this.complete = from?.complete ?? true;
    this.#used = entries.length / INPUT_WORDS;
    this.#slots = this.#used >= FIRST_INPUTS ? MAX_SLOTS : FIRST_SLOTS;
    this.#table = new Int32Array(this.#slots * INPUT_WORDS);
    this.#insertAll(entries);
  }

  /**
   * The slots that are used, in their order behind a free one: no search goes beyond that, and so whoever puts them in again puts
   * each where it is here.
   */
  state(): SeenInputsState {
    const entries = new Int32Array(this.#used * INPUT_WORDS);
    const length = this.#table.length;
    let start = 0;
    while (this.#table[start + MARK] !== 0) start += INPUT_WORDS;
    for (let step = 0, to = 0; step < length; step += INPUT_WORDS) {
      const at = (start + step) % length;
      if (this.#table[at + MARK] === 0) continue;
      entries.set(this.#table.subarray(at, at + INPUT_WORDS), to);
      to += INPUT_WORDS;
    }
    return { complete: this.complete, entries };
  }

  /**
   * Looks up inputs in their order, and remembers those that are new. All slots are asked for before any is looked at: reads that do not
   * wait for each other are made side by side, and the table is larger than the processor's cache.
   *
   * @param words - that hold an input at `first`, and the others so many words apart.
   * @param onSeen - told which of them was seen before, and the mark with which it was first.
   */
  lookUp(
    words: Int32Array,
    { first, stride, count }: { first: number; stride: number; count: number },
    onSeen: (index: number, mark: number) => void,
  ): void {
    let marks = 0;
    // Offsets here and below are inside the words and the table.
    for (let index = 0, at = first; index < count; index++, at += stride) {
      marks |= this.#table[((words[at] as number) & (this.#slots - 1)) * INPUT_WORDS + MARK] as number;
    }
    // Never so; asking keeps the reads from being optimised away.
    if (marks < 0) throw new RangeError("a class number is negative");
    for (let index = 0, at = first; index < count; index++, at += stride) {
      const mark = this.#markOf(words[at] as number, words[at + HIGH] as number, words[at + MARK] as number);
      if (mark > 0) onSeen(index, mark);
    }
  }

  /** @returns with which mark this input was seen first, or 0 when it is new. */
  #markOf(low: number, high: number, own: number): number {
    const table = this.#table;
    const mask = this.#slots - 1;
    let slot = low & mask;
    for (let probes = 0; probes < MAX_PROBES; probes++) {
      const at = slot * INPUT_WORDS;
      const mark = table[at + MARK] as number;
      if (mark === 0) {
        this.#remember(at, low, high, own);
        return 0;
      }
      if (table[at] === low && table[at + HIGH] === high) return mark;
      slot = (slot + 1) & mask;
    }
    this.complete = false;
    return 0;
  }

  #remember(at: number, low: number, high: number, mark: number): void {
    if (this.#used === MOST_INPUTS) {
      this.complete = false;
      return;
    }
    this.#put(at, low, high, mark);
    this.#used++;
    if (this.#used === FIRST_INPUTS && this.#slots === FIRST_SLOTS) this.#enlarge();
  }

  #put(at: number, low: number, high: number, mark: number): void {
    this.#table[at] = low;
    this.#table[at + HIGH] = high;
    this.#table[at + MARK] = mark;
  }

  #enlarge(): void {
    const small = this.#table;
    this.#slots = MAX_SLOTS;
    this.#table = new Int32Array(MAX_SLOTS * INPUT_WORDS);
    this.#insertAll(small);
  }

  #insertAll(entries: Int32Array): void {
    for (let at = 0; at < entries.length; at += INPUT_WORDS) {
      const mark = entries[at + MARK] as number;
      if (mark !== 0) this.#insert(entries[at] as number, entries[at + HIGH] as number, mark);
    }
  }

  #insert(low: number, high: number, mark: number): void {
    const mask = this.#slots - 1;
    let slot = low & mask;
    while (this.#table[slot * INPUT_WORDS + MARK] !== 0) slot = (slot + 1) & mask;
    this.#put(slot * INPUT_WORDS, low, high, mark);
  }
}
