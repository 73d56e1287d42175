import type { Fingerprint } from "../bytes/fingerprint.ts";

/** Slots of the table when it is full grown: 12 bytes each. */
const MAX_SLOTS = 2 ** 20;
const FIRST_SLOTS = 2 ** 10;
/** Collisions that are followed; more of them in a row can only be made on purpose. */
const MAX_PROBES = 64;

/**
 * Remembers by fingerprint which inputs were seen and with which class. Compares about 786,000 different inputs in at most
 * 12 MiB (18 while it grows); after that new ones are no longer remembered and {@link complete} turns false.
 */
export class SeenInputs {
  /** False once an input could not be remembered. */
  complete = true;
  #slots = FIRST_SLOTS;
  #low = new Int32Array(FIRST_SLOTS);
  #high = new Int32Array(FIRST_SLOTS);
  /** The class plus 1; 0 marks a free slot. */
  #classes = new Int32Array(FIRST_SLOTS);
  #used = 0;

  /** @returns the class with which this input was seen first, or -1 when it is new. */
  classOf({ low, high }: Fingerprint, classNumber: number): number {
    const mask = this.#slots - 1;
    let slot = low & mask;
    for (let probes = 0; probes < MAX_PROBES; probes++, slot = (slot + 1) & mask) {
      const known = this.#classes[slot] ?? 0;
      if (known === 0) {
        this.#remember(slot, low, high, classNumber + 1);
        return -1;
      }
      if (this.#low[slot] === low && this.#high[slot] === high) return known - 1;
    }
    this.complete = false;
    return -1;
  }

  #remember(slot: number, low: number, high: number, mark: number): void {
    if (this.#used >= this.#slots * 0.75) {
      if (this.#slots >= MAX_SLOTS) {
        this.complete = false;
        return;
      }
      this.#grow();
      return this.#insert(low, high, mark);
    }
    this.#put(slot, low, high, mark);
  }

  #put(slot: number, low: number, high: number, mark: number): void {
    this.#low[slot] = low;
    this.#high[slot] = high;
    this.#classes[slot] = mark;
    this.#used++;
  }

  #insert(low: number, high: number, mark: number): void {
    const mask = this.#slots - 1;
    let slot = low & mask;
    while (this.#classes[slot] !== 0) slot = (slot + 1) & mask;
    this.#put(slot, low, high, mark);
  }

  #grow(): void {
    const [low, high, classes] = [this.#low, this.#high, this.#classes];
    this.#slots *= 2;
    this.#used = 0;
    this.#low = new Int32Array(this.#slots);
    this.#high = new Int32Array(this.#slots);
    this.#classes = new Int32Array(this.#slots);
    for (const [slot, mark] of classes.entries()) {
      if (mark !== 0) this.#insert(low[slot] ?? 0, high[slot] ?? 0, mark);
    }
  }
}
