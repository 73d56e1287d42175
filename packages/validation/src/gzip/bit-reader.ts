import { concat } from "../bytes/concat.ts";
import type { BitsState } from "../continuation/validation-state.ts";
import type { HuffmanTable } from "./huffman.ts";

/** Thrown where not enough bits have come yet, so that nobody has to ask after each of them. One error, which knows no stack. */
export const SHORT = new Error("short");
/** Thrown where data cannot be what it should be. */
export const DAMAGED = new Error("damaged");

/** Bits out of bytes that come in pieces, lowest first. What could not be read yet can be tried again when more has come. */
export class BitReader {
  #bytes: Uint8Array;
  #at = 0;
  #bits: number;
  #bitCount: number;
  #markedAt = 0;
  #markedBits = 0;
  #markedCount = 0;

  /** @param from - where another one has stopped, between two marks. */
  constructor(from?: BitsState) {
    this.#bytes = from?.bytes ?? new Uint8Array(0);
    this.#bits = from?.bits ?? 0;
    this.#bitCount = from?.bitCount ?? 0;
  }

  state(): BitsState {
    this.#giveBack();
    return { bytes: this.#bytes.slice(this.#at), bits: this.#bits, bitCount: this.#bitCount };
  }

  append(chunk: Uint8Array): void {
    this.#giveBack();
    this.#bytes = concat(this.#bytes.subarray(this.#at), chunk);
    this.#at = 0;
  }

  /** Bytes that wait to be read, those that were begun among them. */
  get waitingBytes(): number {
    return this.#bytes.length - this.#at + Math.ceil(this.#bitCount / 8);
  }

  /** To this place {@link back} returns. */
  mark(): void {
    this.#markedAt = this.#at;
    this.#markedBits = this.#bits;
    this.#markedCount = this.#bitCount;
  }

  back(): void {
    this.#at = this.#markedAt;
    this.#bits = this.#markedBits;
    this.#bitCount = this.#markedCount;
  }

  /** @param count - at most 16. @returns the next bits as a number. @throws SHORT */
  take(count: number): number {
    if (this.#bitCount < count && !this.#fill(count)) throw SHORT;
    const taken = this.#bits & ((1 << count) - 1);
    this.#bits >>>= count;
    this.#bitCount -= count;
    return taken;
  }

  /** @returns the next symbol. @throws SHORT, and DAMAGED where no code begins like that. */
  symbol({ bits, entries }: HuffmanTable): number {
    if (this.#bitCount < bits) this.#fill(bits);
    // The table has an entry for every value of so many bits.
    const entry = entries[this.#bits & (entries.length - 1)] as number;
    const length = entry & 15;
    if (length === 0 || length > this.#bitCount) throw this.#bitCount < bits ? SHORT : DAMAGED;
    this.#bits >>>= length;
    this.#bitCount -= length;
    return entry >> 4;
  }

  /** Leaves out what is left of a byte that has been begun. */
  toByte(): void {
    const odd = this.#bitCount & 7;
    this.#bits >>>= odd;
    this.#bitCount -= odd;
  }

  /** At most `most` whole bytes; to be asked at the beginning of a byte. A view that holds until more is appended. */
  takeBytes(most: number): Uint8Array {
    this.#giveBack();
    const taken = this.#bytes.subarray(this.#at, this.#at + most);
    this.#at += taken.length;
    return taken;
  }

  /** Whole bytes that were read ahead lie in the array and can be read again. */
  #giveBack(): void {
    this.#at -= this.#bitCount >> 3;
    this.#bitCount &= 7;
    this.#bits &= (1 << this.#bitCount) - 1;
  }

  /** @returns whether there are so many bits now. */
  #fill(count: number): boolean {
    while (this.#bitCount < count && this.#at < this.#bytes.length) {
      this.#bits |= (this.#bytes[this.#at++] as number) << this.#bitCount;
      this.#bitCount += 8;
    }
    return this.#bitCount >= count;
  }
}
