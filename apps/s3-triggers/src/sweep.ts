import { logLine } from "@flash/aws/logging";
import { noteSweep, type SweepReport } from "@flash/control-plane";
import { assemble } from "./assemble.ts";

const { controlPlane, documents } = assemble("sweep", process.env);

/**
 * Every minute, and whenever EC2 says that an instance has changed its state: applies the rule to every server and
 * mends what lost events and crashes left behind.
 */
export async function handler(): Promise<SweepReport> {
  const report = await controlPlane.sweep();
  process.stdout.write(`${logLine({ actor: "sweep", event: "swept", ...report })}\n`);
  await noteSweep(documents, report);
  return report;
}
