import type { LengthFacts } from "@flash/schemas";
import type { HistogramState } from "../continuation/validation-state.ts";
import { BUCKETS, EXACT, EXACT_BITS, STEP_BITS, STEPS } from "./length-buckets.ts";

/** Counts lengths in bounded memory: exact below 256, then in steps of 1.6 %. */
export class LengthHistogram {
  readonly #buckets = new Float64Array(BUCKETS);
  #rows = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;

  constructor(from?: HistogramState) {
    if (from === undefined) return;
    this.#buckets.set(from.buckets);
    [this.#rows = 0, this.#sum = 0, this.#min = 0, this.#max = 0] = from.sums;
  }

  state(): HistogramState {
    return { buckets: this.#buckets.slice(), sums: Float64Array.of(this.#rows, this.#sum, this.#min, this.#max) };
  }

  /** @param length - a whole number below 2^31. */
  add(length: number): void {
    this.#count(bucketOf(length), 1);
    this.#sumUp(length, length, length);
  }

  /** @param buckets - how many lengths there are in each. @param sums - of all these lengths, the least and the greatest of them. */
  addAll(buckets: Int32Array, [sum = 0, min = 0, max = 0]: Float64Array): void {
    for (const [bucket, rows] of buckets.entries()) this.#count(bucket, rows);
    this.#sumUp(sum, min, max);
  }

  #count(bucket: number, rows: number): void {
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + rows;
    this.#rows += rows;
  }

  #sumUp(sum: number, min: number, max: number): void {
    this.#sum += sum;
    if (min < this.#min) this.#min = min;
    if (max > this.#max) this.#max = max;
  }

  facts(): LengthFacts | null {
    if (this.#rows === 0) return null;
    return {
      min: this.#min,
      median: this.#quantile(0.5),
      mean: Math.round((this.#sum / this.#rows) * 100) / 100,
      p95: this.#quantile(0.95),
      max: this.#max,
      histogram: this.#powersOfTwo(),
    };
  }

  /** The smallest length that at least `share` of the rows do not exceed. */
  #quantile(share: number): number {
    const rank = Math.ceil(this.#rows * share);
    let passed = 0;
    const bucket = this.#buckets.findIndex((rows) => (passed += rows) >= rank);
    return Math.max(this.#min, lowestOf(bucket));
  }

  #powersOfTwo(): LengthFacts["histogram"] {
    const bars: LengthFacts["histogram"] = [];
    for (const [bucket, rows] of this.#buckets.entries()) {
      if (rows === 0) continue;
      const from = powerOfTwoBelow(lowestOf(bucket));
      const last = bars.at(-1);
      if (last?.from === from) last.rows += rows;
      else bars.push({ from, to: Math.max(from * 2 - 1, 0), rows });
    }
    return bars;
  }
}

function bucketOf(length: number): number {
  if (length < EXACT) return length;
  const power = 31 - Math.clz32(length);
  const step = (length >>> (power - STEP_BITS)) & (STEPS - 1);
  return EXACT + (power - EXACT_BITS) * STEPS + step;
}

function lowestOf(bucket: number): number {
  if (bucket < EXACT) return bucket;
  const power = EXACT_BITS + Math.floor((bucket - EXACT) / STEPS);
  return (STEPS + ((bucket - EXACT) % STEPS)) * 2 ** (power - STEP_BITS);
}

function powerOfTwoBelow(length: number): number {
  return length === 0 ? 0 : 2 ** (31 - Math.clz32(length));
}
