import { metricLine } from "@flash/aws/metrics";
import type { SweepReport } from "@flash/control-plane";

/** What a sweep did, as lines of its log that CloudWatch counts. @param at - milliseconds since 1970. */
export function sweepMetrics(report: SweepReport, stack: string, at: number): readonly string[] {
  const { servers, steps, straysStopped, uploadsEnded, failedServers, repaired } = report;
  const swept = metricLine({
    at,
    dimensions: { Stack: stack },
    values: { StraysStopped: straysStopped, FailedServers: failedServers },
    properties: { actor: "sweep", event: "swept", servers, steps, uploadsEnded },
  });
  const repairs = Object.entries(repaired).map(([repair, jobs]) =>
    metricLine({
      at,
      dimensions: { Stack: stack, Repair: repair },
      values: { Repairs: jobs },
      properties: { actor: "sweep", event: "mended" },
    }),
  );
  return [swept, ...repairs];
}
