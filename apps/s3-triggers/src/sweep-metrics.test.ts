import { expect, test } from "vitest";
import { sweepMetrics } from "./sweep-metrics.ts";

const AT = 1_764_000_000_000;
const QUIET = { servers: 3, steps: 0, repaired: {}, straysStopped: 0, uploadsEnded: 0, failedServers: 0 };

test("a sweep that found all well is one line, which says so in numbers", () => {
  const lines = sweepMetrics(QUIET, "flash-dev", AT).map((line) => JSON.parse(line) as unknown);
  expect(lines).toEqual([
    expect.objectContaining({
      actor: "sweep",
      event: "swept",
      servers: 3,
      Stack: "flash-dev",
      StraysStopped: 0,
      FailedServers: 0,
    }),
  ]);
});

test("each kind of repair is counted apart, so that an alarm can tell a late job from a lost one", () => {
  const report = { ...QUIET, repaired: { expired: 2, hold_lost: 1 }, straysStopped: 1 };
  const [swept, ...repairs] = sweepMetrics(report, "flash-dev", AT).map((line) => JSON.parse(line) as unknown);
  expect(swept).toMatchObject({ StraysStopped: 1 });
  expect(repairs).toEqual([
    expect.objectContaining({ Stack: "flash-dev", Repair: "expired", Repairs: 2 }),
    expect.objectContaining({ Stack: "flash-dev", Repair: "hold_lost", Repairs: 1 }),
  ]);
});
