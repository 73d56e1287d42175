import * as z from "zod";

/** How often one key may call: so many calls a second in the long run, and `burst` at once. */
export const RateLimit = z.strictObject({ perSecond: z.number().positive(), burst: z.int().positive() });
export type RateLimit = z.infer<typeof RateLimit>;

/** Whoever tries out keys must not fill the memory. */
const MAX_BUCKETS = 1_000;

interface Bucket {
  readonly calls: number;
  /** By the clock of whoever made the buckets. */
  readonly at: number;
}

/**
 * Counts calls in the memory of one container: S3 would make each call dearer than what it guards. So the limit of a
 * platform is this one times its containers, and what bounds those is Lambda's concurrency.
 *
 * @see https://en.wikipedia.org/wiki/Token_bucket
 */
export class TokenBuckets {
  readonly #limit: RateLimit;
  readonly #nowMs: () => number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(limit: RateLimit, nowMs: () => number) {
    this.#limit = limit;
    this.#nowMs = nowMs;
  }

  /** @returns milliseconds until so many calls would be let in, 1 at least; 0: they are, and are counted. */
  take(who: string, calls: number): number {
    const { perSecond, burst } = this.#limit;
    const now = this.#nowMs();
    const before = this.#buckets.get(who) ?? { calls: burst, at: now };
    const there = this.#callsIn(before, now);
    // More calls than ever fit in are let in when the bucket is full.
    const wanted = Math.min(calls, burst);
    const isLetIn = there >= wanted;
    this.#keep(who, { calls: isLetIn ? there - wanted : there, at: now });
    // Fractions of calls do not add up to the last digit.
    return isLetIn ? 0 : Math.max(1, Math.round(((wanted - there) / perSecond) * 1_000));
  }

  #callsIn({ calls, at }: Bucket, now: number): number {
    const { perSecond, burst } = this.#limit;
    return Math.min(burst, calls + (Math.max(0, now - at) * perSecond) / 1_000);
  }

  #keep(who: string, bucket: Bucket): void {
    this.#buckets.delete(who);
    this.#buckets.set(who, bucket);
    if (this.#buckets.size > MAX_BUCKETS) this.#buckets.delete(this.#leastMissed(bucket.at));
  }

  /**
   * One that is full again is as good as none: ever new keys push out nobody's used-up allowance. Else the one that was used
   * least lately.
   */
  #leastMissed(now: number): string {
    for (const [who, bucket] of this.#buckets) if (this.#callsIn(bucket, now) >= this.#limit.burst) return who;
    const [oldest = ""] = this.#buckets.keys();
    return oldest;
  }
}
