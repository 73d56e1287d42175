import { LENGTHS_OFFSET, LENGTH_SUMS_OFFSET } from "../src/csv/scanner-memory";
import { EXACT, EXACT_BITS, STEP_BITS, STEPS } from "../src/report/length-buckets";

/** What `../src/report/length-histogram.ts` counts, until it takes that over. */

const SUMS: usize = LENGTH_SUMS_OFFSET;

/** Sum, least and greatest stand there as doubles. */
export function countLength(length: i32): void {
  const bucket = LENGTHS_OFFSET + ((<usize>bucketOf(length)) << 2);
  store<i32>(bucket, load<i32>(bucket) + 1);
  const exact = <f64>length;
  store<f64>(SUMS, load<f64>(SUMS) + exact);
  store<f64>(SUMS, min(load<f64>(SUMS, 8), exact), 8);
  store<f64>(SUMS, max(load<f64>(SUMS, 16), exact), 16);
}

function bucketOf(length: i32): i32 {
  if (length < EXACT) return length;
  const power = 31 - clz(length);
  const step = (length >>> (power - STEP_BITS)) & (STEPS - 1);
  return EXACT + (power - EXACT_BITS) * STEPS + step;
}
