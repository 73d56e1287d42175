import type { SeenInputsState } from "../continuation/validation-state.ts";

/** Slots of the table when it is full grown. */
const MAX_SLOTS = 2 ** 20;
/** Slots until they are full: they stay in the processor's cache, and most datasets are small. */
const FIRST_SLOTS = 2 ** 12;
/** Six in ten slots: with more, looking for what is not there takes many steps. */
const MOST_INPUTS = (MAX_SLOTS * 0.6) | 0;
const FIRST_INPUTS = (FIRST_SLOTS * 0.6) | 0;
/** Collisions that are followed; more of them in a row can only be made on purpose. */
const MAX_PROBES = 64;

/** An input in three words: the two halves of its fingerprint, and the class plus 1, which is never 0. */
export const INPUT_WORDS = 3;
const HIGH = 1;
export const MARK = 2;

/** A slot is 0 when it is free. Else these bits of it are the number of an input, from 1, and those above are the lowest of its upper half. */
const NUMBER_BITS = 20;
const NUMBER = 2 ** NUMBER_BITS - 1;

/**
 * Remembers by fingerprint which inputs were seen and with which class. Compares about 629,000 different inputs in at most
 * 12 MiB; after that new ones are no longer remembered and {@link complete} turns false.
 */
export class SeenInputs {
  /** False once an input could not be remembered. */
  complete: boolean;
  /** Those that are remembered, in the order in which they came; they are looked at where a slot says that they may be meant. */
  #inputs = new Int32Array(FIRST_INPUTS * INPUT_WORDS);
  #used = 0;
  #slots = new Int32Array(FIRST_SLOTS);

  /** @param from - where another one has stopped. */
  constructor(from?: SeenInputsState) {
    this.complete = from?.complete ?? true;
    if (from !== undefined) this.#takeAll(from.entries);
  }

  state(): SeenInputsState {
    return { complete: this.complete, entries: this.#inputs.slice(0, this.#used * INPUT_WORDS) };
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
    const slots = this.#slots;
    let common = NUMBER;
    // Offsets here and below are inside the words and the tables.
    for (let index = 0, at = first; index < count; index++, at += stride) {
      common &= slots[(words[at] as number) & (slots.length - 1)] as number;
    }
    // Only of no inputs at all, as no number is so high; asking keeps the reads from being optimised away.
    if (common === NUMBER) return;
    for (let index = 0, at = first; index < count; index++, at += stride) {
      const mark = this.#markOf(words[at] as number, words[at + HIGH] as number, words[at + MARK] as number);
      if (mark > 0) onSeen(index, mark);
    }
  }

  /** @returns with which mark this input was seen first, or 0 when it is new. */
  #markOf(low: number, high: number, own: number): number {
    const slots = this.#slots;
    const inputs = this.#inputs;
    const mask = slots.length - 1;
    let slot = low & mask;
    for (let probes = 0; probes < MAX_PROBES; probes++) {
      const found = slots[slot] as number;
      if (found === 0) {
        this.#remember(slot, low, high, own);
        return 0;
      }
      if (((found ^ (high << NUMBER_BITS)) & ~NUMBER) === 0) {
        const at = ((found & NUMBER) - 1) * INPUT_WORDS;
        if (inputs[at] === low && inputs[at + HIGH] === high) return inputs[at + MARK] as number;
      }
      slot = (slot + 1) & mask;
    }
    this.complete = false;
    return 0;
  }

  #remember(slot: number, low: number, high: number, mark: number): void {
    if (this.#used === MOST_INPUTS) {
      this.complete = false;
      return;
    }
    const at = this.#used++ * INPUT_WORDS;
    this.#inputs[at] = low;
    this.#inputs[at + HIGH] = high;
    this.#inputs[at + MARK] = mark;
    this.#slots[slot] = (high << NUMBER_BITS) | this.#used;
    if (this.#used === FIRST_INPUTS && this.#slots.length === FIRST_SLOTS) this.#enlarge();
  }

  #enlarge(): void {
    const inputs = this.#inputs;
    this.#inputs = new Int32Array(MOST_INPUTS * INPUT_WORDS);
    this.#slots = new Int32Array(MAX_SLOTS);
    this.#used = 0;
    this.#takeAll(inputs);
  }

  #takeAll(inputs: Int32Array): void {
    this.lookUp(inputs, { first: 0, stride: INPUT_WORDS, count: inputs.length / INPUT_WORDS }, () => undefined);
  }
}
