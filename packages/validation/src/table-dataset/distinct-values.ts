import { Fingerprint } from "../bytes/fingerprint.ts";
import type { DistinctState } from "../continuation/validation-state.ts";
import { decodeStart, type Span } from "../bytes/span.ts";

/** Different values that are told apart; bounds memory. */
const MAX_VALUES = 1_000;
const FIRST_SLOTS = 16;
const SAMPLES = 3;
const SAMPLE_CHARACTERS = 100;

/** Counts the different values of a column by fingerprint, up to a thousand. */
export class DistinctValues {
  count: number;
  readonly samples: string[];
  readonly #fingerprint = new Fingerprint();
  /** Open addressing, two words each; a free slot is 0, 0. */
  #slots: Int32Array;

  constructor(from?: DistinctState) {
    this.count = from?.count ?? 0;
    this.samples = from?.samples ?? [];
    this.#slots = from?.slots ?? new Int32Array(FIRST_SLOTS * 2);
  }

  state(): DistinctState {
    return { count: this.count, samples: this.samples, slots: this.#slots };
  }

  get isFull(): boolean {
    return this.count >= MAX_VALUES;
  }

  add(value: Span): void {
    if (this.isFull) return;
    this.#fingerprint.of(value);
    // 0, 0 means free: the one value in 2^64 that has it counts as another.
    const low = this.#fingerprint.low || 1;
    if (!this.#insert(this.#slots, low, this.#fingerprint.high)) return;
    this.count++;
    if (this.samples.length < SAMPLES) this.samples.push(decodeStart(value, SAMPLE_CHARACTERS).trim());
    if (this.count * 4 > this.#slots.length) this.#grow();
  }

  /** @returns whether it is new. */
  #insert(slots: Int32Array, low: number, high: number): boolean {
    const mask = slots.length / 2 - 1;
    let slot = low & mask;
    for (;;) {
      const at = slot * 2;
      if (slots[at] === 0) {
        slots[at] = low;
        slots[at + 1] = high;
        return true;
      }
      if (slots[at] === low && slots[at + 1] === high) return false;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const grown = new Int32Array(this.#slots.length * 2);
    for (let at = 0; at < this.#slots.length; at += 2) {
      const low = this.#slots[at] ?? 0;
      if (low !== 0) this.#insert(grown, low, this.#slots[at + 1] ?? 0);
    }
    this.#slots = grown;
  }
}
