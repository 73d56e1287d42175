import type { LogEntry } from "@flash/control-plane";
import { logLine } from "../logging/log-line.ts";
import { type Circumstances, type Measurement, metricLine } from "./metric-line.ts";

/** One entry of the control plane's log as a line, with the metrics that it is the moment of. */
export function controlPlaneLine(actor: string, entry: LogEntry, around: Circumstances): string {
  const measurement = measurementOf(entry);
  return measurement === null ? logLine({ actor, ...entry }) : metricLine({ actor, ...entry }, measurement, around);
}

function measurementOf(entry: LogEntry): Measurement | null {
  switch (entry.event) {
    case "job_ended":
      return { values: { JobsEnded: 1, QueuedTime: entry.queuedS }, Outcome: entry.outcome };
    case "receipt_written":
      return { values: { ...machineTimes(entry) } };
    case "repaired":
      // A job that waited too long is no repair, only an answer; its end is counted as every end is.
      return entry.repair === "expired" ? null : { values: { Repairs: 1 } };
    case "stray_stopped":
      return { values: { StraysStopped: 1 } };
    case "server_failed":
      return { values: { FailedServers: 1 } };
    case "step":
      return null;
  }
}

const machineTimes = ({
  secondsOn,
  bootS,
  runS,
}: Extract<LogEntry, { event: "receipt_written" }>): Measurement["values"] => ({
  MachineTime: secondsOn,
  ...(bootS === null ? {} : { BootTime: bootS }),
  ...(runS === null ? {} : { RunTime: runS }),
});
