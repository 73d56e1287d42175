/* Which lengths are counted together, by `length-histogram.ts` and by `simd/`, which is compiled with these very numbers. */

/** Lengths below this have a bucket of their own. */
export const EXACT = 256;
export const EXACT_BITS = 8;
/** Buckets for each power of two above: each is at most 1/64 of its lengths wide. */
export const STEPS = 64;
export const STEP_BITS = 6;
/** Up to 2^31. */
export const BUCKETS = 1_728;
