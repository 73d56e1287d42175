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
    const there = Math.min(burst, before.calls + (Math.max(0, now - before.at) * perSecond) / 1_000);
    // More calls than ever fit in are let in when the bucket is full.
    const wanted = Math.min(calls, burst);
    const isLetIn = there >= wanted;
    this.#keep(who, { calls: isLetIn ? there - wanted : there, at: now });
    // Fractions of calls do not add up to the last digit.
    return isLetIn ? 0 : Math.max(1, Math.round(((wanted - there) / perSecond) * 1_000));
  }

  /** The bucket that was used least lately goes first: a full one is soon as good as none. */
  #keep(who: string, bucket: Bucket): void {
    this.#buckets.delete(who);
    this.#buckets.set(who, bucket);
    for (const oldest of this.#buckets.keys()) {
      if (this.#buckets.size <= MAX_BUCKETS) break;
      this.#buckets.delete(oldest);
    }
  }
}
