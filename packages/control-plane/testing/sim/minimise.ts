import type { Violation } from "./invariants.ts";
import { type Outcome, runSchedule } from "./simulation.ts";

export interface Failure {
  readonly seed: number;
  readonly violation: Violation;
  /** Places of the faults that it takes. */
  readonly faults: readonly string[];
  readonly suppressed: ReadonlySet<string>;
}

/**
 * Takes faults out of a failing schedule for as long as the same invariant still fails: halves first, then single ones.
 *
 * @returns the smallest failure that was found; null when the schedule does not fail.
 */
export async function minimise(seed: number): Promise<Failure | null> {
  const first = await runSchedule(seed);
  if (first.violation === null) return null;
  const { invariant } = first.violation;
  let best: Outcome = first;
  let suppressed: ReadonlySet<string> = new Set();
  for (let size = Math.ceil(first.strikes.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < best.strikes.length;) {
      const without = new Set([...suppressed, ...best.strikes.slice(from, from + size).map(({ place }) => place)]);
      const outcome = await runSchedule(seed, { suppressed: without });
      if (outcome.violation?.invariant === invariant) {
        best = outcome;
        suppressed = without;
      } else {
        from += size;
      }
    }
  }
  if (best.violation === null) return null;
  return { seed, violation: best.violation, faults: best.strikes.map(({ place }) => place), suppressed };
}

/** What happened, call by call, as lines of text. */
export async function traceOf(seed: number, suppressed: ReadonlySet<string> = new Set()): Promise<readonly string[]> {
  const lines: string[] = [];
  await runSchedule(seed, {
    suppressed,
    trace: (atMs, who, what) => lines.push(`${(atMs / 1_000).toFixed(3).padStart(9)} s  ${who.padEnd(24)} ${what}`),
  });
  return lines;
}
