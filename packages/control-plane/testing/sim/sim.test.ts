import { describe, expect, test } from "vitest";
import { addCoverage, FAULT_KINDS, INVARIANTS, minimise, noCoverage, runSchedule, traceOf } from "./index.ts";

/** So many take some ten seconds; `npm run sim` runs any number. */
const SCHEDULES = 2_000;

describe("the fault simulator", () => {
  test(`${SCHEDULES} schedules of crashes, stalls, lost events, failing machines and hand edits violate nothing`, async () => {
    const coverage = noCoverage();
    for (let seed = 1; seed <= SCHEDULES; seed++) {
      const { violation, coverage: reached } = await runSchedule(seed);
      addCoverage(coverage, reached);
      const failure = violation === null ? null : { seed, ...violation, invariant: INVARIANTS[violation.invariant] };
      expect(failure, `npm run sim -- --replay ${seed}`).toBeNull();
    }
    expect(FAULT_KINDS.filter((kind) => !(kind in coverage.faults))).toEqual([]);
    expect(Object.keys(coverage.ends)).toEqual(
      expect.arrayContaining(["trained", "cancelled", "boot_failed", "machine_silent", "run_timeout", "queue_timeout"]),
    );
  }, 120_000);

  test("the same seed is the same schedule, call by call", async () => {
    const first = await traceOf(7);
    expect(first.length).toBeGreaterThan(50);
    expect(await traceOf(7)).toEqual(first);
    expect(await traceOf(8)).not.toEqual(first);
  });

  test("a fault that is suppressed does not strike", async () => {
    const { strikes } = await runSchedule(3);
    const suppressed = new Set(strikes.map(({ place }) => place));
    expect(suppressed.size).toBeGreaterThan(0);
    const again = await runSchedule(3, { suppressed });
    expect(again.strikes.filter(({ place }) => suppressed.has(place))).toEqual([]);
  });

  test("a schedule that violates nothing has nothing to be made small", async () => {
    expect(await minimise(1)).toBeNull();
  });
});
