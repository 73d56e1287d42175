import type { SweepReport } from "@flash/control-plane";
import { assemble } from "./assemble.ts";
import { sweepMetrics } from "./sweep-metrics.ts";

const { controlPlane, stack } = assemble("sweep", process.env);

/**
 * Every minute, and whenever EC2 says that an instance has changed its state: applies the rule to every server and
 * mends what lost events and crashes left behind.
 */
export async function handler(): Promise<SweepReport> {
  const report = await controlPlane.sweep();
  for (const line of sweepMetrics(report, stack, Date.now())) process.stdout.write(`${line}\n`);
  return report;
}
