import { type EpochMs, LAST_SWEEP_KEY, StoredLastSweep } from "@flash/schemas";
import { type Documents, toBody } from "../documents/documents.ts";
import type { SweepReport } from "./sweep.ts";

/** Notes for people what a sweep did: one read and one write. Of two that ran at once one is noted. */
export async function noteSweep(documents: Documents, report: SweepReport): Promise<void> {
  const before = await documents.read(LAST_SWEEP_KEY, StoredLastSweep);
  const note = lastSweep(report, before.at, before.kind === "found" ? before.doc.value : null);
  await documents.store.put(LAST_SWEEP_KEY, toBody(note));
}

/** @param before - what was noted before; null: nothing that can be read. */
export function lastSweep(report: SweepReport, at: EpochMs, before: StoredLastSweep | null): StoredLastSweep {
  // That a job has waited for too long is nothing to mend.
  const { expired: _, ...repaired } = report.repaired;
  const jobs = Object.values(repaired).reduce((sum, count) => sum + count, 0);
  const isRepair = jobs + report.straysStopped > 0;
  return {
    version: 1,
    at,
    servers: report.servers,
    failed_servers: report.failedServers,
    last_repair: isRepair ? { at, jobs, machines: report.straysStopped } : (before?.last_repair ?? null),
  };
}
