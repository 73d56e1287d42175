import type { Sha256State } from "../continuation/validation-state.ts";
import type { IncrementalHash } from "./incremental-hash.ts";

const BLOCK_BYTES = 64;
/** Where the length stands in the last block. */
const LENGTH_OFFSET = 56;

/**
 * SHA-256 over bytes that come piece by piece: `crypto.subtle` in browsers wants all of them at once.
 *
 * @see https://doi.org/10.6028/NIST.FIPS.180-4
 */
export class Sha256 implements IncrementalHash {
  readonly #state: Int32Array;
  readonly #schedule = new Int32Array(64);
  readonly #block = new Uint8Array(BLOCK_BYTES);
  readonly #blockView = new DataView(this.#block.buffer);
  #pending = 0;
  #bytes = 0;

  /** @param from - what another one had been given. */
  constructor(from?: Sha256State) {
    this.#state = Int32Array.from(from?.words ?? INITIAL_STATE);
    if (from === undefined) return;
    this.#block.set(from.pending);
    this.#pending = from.pending.length;
    this.#bytes = from.bytes;
  }

  /** All that it takes to go on elsewhere, which Node's own hash does not give out. */
  state(): Sha256State {
    return { words: this.#state.slice(), pending: this.#block.slice(0, this.#pending), bytes: this.#bytes };
  }

  update(bytes: Uint8Array): this {
    this.#bytes += bytes.length;
    let at = 0;
    if (this.#pending > 0) {
      at = Math.min(bytes.length, BLOCK_BYTES - this.#pending);
      this.#block.set(bytes.subarray(0, at), this.#pending);
      this.#pending += at;
      if (this.#pending < BLOCK_BYTES) return this;
      this.#compress(this.#blockView, 0);
      this.#pending = 0;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (; at + BLOCK_BYTES <= bytes.length; at += BLOCK_BYTES) this.#compress(view, at);
    this.#block.set(bytes.subarray(at));
    this.#pending = bytes.length - at;
    return this;
  }

  digest(_encoding: "hex"): string {
    this.#pad();
    return Array.from(this.#state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }

  #pad(): void {
    const block = this.#block.fill(0, this.#pending);
    block[this.#pending] = 0x80;
    if (this.#pending >= LENGTH_OFFSET) {
      this.#compress(this.#blockView, 0);
      block.fill(0);
    }
    // The length is in bits and has 64 of them; numbers are exact up to 2^53 bytes.
    this.#blockView.setUint32(LENGTH_OFFSET, Math.floor(this.#bytes / 2 ** 29));
    this.#blockView.setUint32(LENGTH_OFFSET + 4, (this.#bytes * 8) >>> 0);
    this.#compress(this.#blockView, 0);
  }

  #compress(bytes: DataView, offset: number): void {
    expandSchedule(this.#schedule, bytes, offset);
    runRounds(this.#state, this.#schedule);
  }
}

/** Typed arrays hold a number at every index below their length, which the type of an index access does not know. */
function expandSchedule(schedule: Int32Array, bytes: DataView, offset: number): void {
  for (let i = 0; i < 16; i++) schedule[i] = bytes.getInt32(offset + i * 4);
  for (let i = 16; i < 64; i++) {
    const near = schedule[i - 2] as number;
    const far = schedule[i - 15] as number;
    const sigma1 = ((near >>> 17) | (near << 15)) ^ ((near >>> 19) | (near << 13)) ^ (near >>> 10);
    const sigma0 = ((far >>> 7) | (far << 25)) ^ ((far >>> 18) | (far << 14)) ^ (far >>> 3);
    schedule[i] = (sigma1 + (schedule[i - 7] as number) + sigma0 + (schedule[i - 16] as number)) | 0;
  }
}

function runRounds(state: Int32Array, schedule: Int32Array): void {
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  let e = state[4] as number;
  let f = state[5] as number;
  let g = state[6] as number;
  let h = state[7] as number;
  for (let i = 0; i < 64; i++) {
    const sum1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const choice = g ^ (e & (f ^ g));
    const first = (h + sum1 + choice + (ROUND_CONSTANTS[i] as number) + (schedule[i] as number)) | 0;
    const sum0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const majority = (a & b) | (c & (a | b));
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + sum0 + majority) | 0;
  }
  // One by one: an array of eight here costs half of the speed.
  state[0] = ((state[0] as number) + a) | 0;
  state[1] = ((state[1] as number) + b) | 0;
  state[2] = ((state[2] as number) + c) | 0;
  state[3] = ((state[3] as number) + d) | 0;
  state[4] = ((state[4] as number) + e) | 0;
  state[5] = ((state[5] as number) + f) | 0;
  state[6] = ((state[6] as number) + g) | 0;
  state[7] = ((state[7] as number) + h) | 0;
}

const FIRST_PRIMES = firstPrimes(64);
/** The first 32 bits of the fractional parts of the square roots of the first eight primes (FIPS 180-4, 5.3.3). */
const INITIAL_STATE = FIRST_PRIMES.slice(0, 8).map((prime) => fractionBits(Math.sqrt(prime)));
/** The same of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2). */
const ROUND_CONSTANTS = Int32Array.from(FIRST_PRIMES, (prime) => fractionBits(Math.cbrt(prime)));

function fractionBits(value: number): number {
  return ((value - Math.floor(value)) * 2 ** 32) | 0;
}

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let number = 2; primes.length < count; number++) {
    if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  }
  return primes;
}
