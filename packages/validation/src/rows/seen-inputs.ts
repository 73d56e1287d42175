import type { SeenInputsState } from "../continuation/validation-state.ts";

/** Slots when there are most. */
const MAX_SLOTS = 2 ** 20;
/** Slots until they are full: they stay in the processor's cache, and most datasets are small. */
const FIRST_SLOTS = 2 ** 12;
/** So many times as many follow. */
const GROWTH = 2 ** 4;
/** Of all slots, at most: with more, looking for what is not there takes many steps. */
const TAKEN_SHARE = 0.6;
/** Collisions that are followed; more of them in a row can only be made on purpose. */
const MAX_PROBES = 64;
/** So many rows are all kept; behind them only those with a new input are. */
export const FIRST_ROWS = 262_144;

/** A row in three words: the two halves of its input's fingerprint, and the class plus 1, which is never 0. */
export const ROW_WORDS = 3;
export const HIGH = 1;
export const MARK = 2;

/** A slot is 0 when it is free. Else these bits of it are the number of a row, from 1, and those above are the lowest of its upper half. */
const NUMBER_BITS = 20;
const NUMBER = 2 ** NUMBER_BITS - 1;

/** Of rows, in the order in which they came, and of slots, which say in which row an input was first. */
class Tables {
  readonly rows: Int32Array;
  readonly slots: Int32Array;

  constructor(slots: number) {
    this.slots = new Int32Array(slots);
    this.rows = new Int32Array((mostIn(slots) + Math.min(slots, FIRST_ROWS)) * ROW_WORDS);
  }
}

/**
 * The large tables of a validation that is over, for the next one: if each made its own, the garbage collector would go through the heap
 * for nearly every dataset. Held weakly: where nothing is validated any more, it takes them.
 */
let spare: WeakRef<Tables> | undefined;

function largeTables(): Tables {
  const tables = spare?.deref() ?? new Tables(MAX_SLOTS);
  spare = undefined;
  return tables;
}

/**
 * Remembers by fingerprint which inputs were seen and with which class. Compares about 629,000 different inputs in at most
 * 15 MiB; after that new ones are no longer remembered and {@link complete} turns false.
 */
export class SeenInputs {
  /** False once an input could not be remembered. */
  complete: boolean;
  #tables = new Tables(FIRST_SLOTS);
  /** As many of the table's as are in use. */
  #slots = this.#tables.slots;
  #rows = 0;
  #inputs = 0;

  /** @param from - where another one has stopped. */
  constructor(from?: SeenInputsState) {
    this.complete = from?.complete ?? true;
    if (from !== undefined) this.#takeAll(from.rows);
  }

  state(): SeenInputsState {
    return { complete: this.complete, rows: this.rows.slice() };
  }

  /** The first rows, and those of the others whose input was new. */
  get rows(): Int32Array {
    return this.#tables.rows.subarray(0, this.#rows * ROW_WORDS);
  }

  /** Leaves the memory to others: nothing is remembered any more. */
  release(): void {
    if (this.#tables.slots.length === MAX_SLOTS) spare = new WeakRef(this.#tables);
    this.#tables = new Tables(0);
  }

  /**
   * Looks up the inputs of rows in their order, and remembers those that are new. All slots are asked for before any is looked at: reads that do not
   * wait for each other are made side by side, and the table is larger than the processor's cache.
   *
   * @param words - that hold a row at `first`, and the others so many words apart.
   * @param onSeen - told which of them was seen before, and the mark with which it was first.
   */
  lookUp(
    words: Int32Array,
    { first, stride, count }: { first: number; stride: number; count: number },
    onSeen: (index: number, mark: number) => void,
  ): void {
    const slots = this.#slots;
    let common = NUMBER;
    // Offsets here and below are inside the words and the tables.
    for (let index = 0, at = first; index < count; index++, at += stride) {
      common &= slots[(words[at] as number) & (slots.length - 1)] as number;
    }
    // Only of no inputs at all, as no number is so high; asking keeps the reads from being optimised away.
    if (common === NUMBER) return;
    for (let index = 0, at = first; index < count; index++, at += stride) {
      const mark = this.#take(words[at] as number, words[at + HIGH] as number, words[at + MARK] as number);
      if (mark > 0) onSeen(index, mark);
    }
  }

  /** @returns with which mark this input was seen first, or 0 when it is new. */
  #take(low: number, high: number, mark: number): number {
    const slots = this.#slots;
    const { rows } = this.#tables;
    const mask = slots.length - 1;
    let slot = low & mask;
    for (let probes = 0; probes < MAX_PROBES; probes++) {
      const found = slots[slot] as number;
      if (found === 0) {
        this.#remember(slot, low, high, mark);
        return 0;
      }
      if (((found ^ (high << NUMBER_BITS)) & ~NUMBER) === 0) {
        const at = ((found & NUMBER) - 1) * ROW_WORDS;
        if (rows[at] === low && rows[at + HIGH] === high) {
          const first = rows[at + MARK] as number;
          if (this.#rows < FIRST_ROWS) this.#append(low, high, mark);
          return first;
        }
      }
      slot = (slot + 1) & mask;
    }
    this.complete = false;
    if (this.#rows < FIRST_ROWS) this.#append(low, high, mark);
    return 0;
  }

  #remember(slot: number, low: number, high: number, mark: number): void {
    if (this.#inputs === mostIn(MAX_SLOTS)) {
      this.complete = false;
      return;
    }
    this.#inputs++;
    this.#slots[slot] = (high << NUMBER_BITS) | (this.#rows + 1);
    this.#append(low, high, mark);
  }

  #append(low: number, high: number, mark: number): void {
    const { rows } = this.#tables;
    const at = this.#rows++ * ROW_WORDS;
    rows[at] = low;
    rows[at + HIGH] = high;
    rows[at + MARK] = mark;
    if (this.#slots.length === MAX_SLOTS) return;
    if (this.#inputs === mostIn(this.#slots.length) || at + ROW_WORDS === rows.length) this.#grow();
  }

  #grow(): void {
    const { rows } = this;
    if (this.#slots.length === FIRST_SLOTS) this.#tables = largeTables();
    this.#slots = this.#tables.slots.subarray(0, Math.min(this.#slots.length * GROWTH, MAX_SLOTS)).fill(0);
    this.#rows = this.#inputs = 0;
    this.#takeAll(rows);
  }

  #takeAll(rows: Int32Array): void {
    this.lookUp(rows, { first: 0, stride: ROW_WORDS, count: rows.length / ROW_WORDS }, () => undefined);
  }
}

function mostIn(slots: number): number {
  return (slots * TAKEN_SHARE) | 0;
}
