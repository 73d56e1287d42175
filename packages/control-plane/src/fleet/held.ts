import {
  claimKey,
  type InstanceId,
  type JobId,
  jobKey,
  type ServerName,
  StoredClaim,
  StoredJob,
  StoredStatus,
  statusKey,
} from "@flash/schemas";
import type { Documents } from "../documents/documents.ts";
import type { ServerConfig } from "./fleet.ts";
import type { Spared } from "./strays.ts";

/** The jobs that these servers hold, and what must be left alone because of them. */
export async function heldBy(
  documents: Documents,
  servers: readonly ServerConfig[],
): Promise<{ readonly jobs: ReadonlySet<JobId>; readonly spared: Spared }> {
  const jobs = new Set<JobId>();
  const instances = new Set<InstanceId>();
  const inDevMode = new Set<ServerName>();
  for (const { name } of servers) {
    const status = await documents.read(statusKey(name), StoredStatus);
    if (status.kind !== "found") continue;
    const { token, dev_mode, stopping } = status.doc.value;
    if (dev_mode) inDevMode.add(name);
    // Its receipt is written when its machine was seen off.
    if (stopping?.job != null) jobs.add(stopping.job);
    if (token === null) continue;
    jobs.add(token);
    for (const instance of await instancesOfJob(documents, token)) instances.add(instance);
  }
  return { jobs, spared: { instances, servers: inDevMode } };
}

/** The one that the job starts and the one that its claim names: a second machine of the server may have been faster. */
async function instancesOfJob(documents: Documents, id: JobId): Promise<readonly InstanceId[]> {
  const job = await documents.read(jobKey(id), StoredJob);
  if (job.kind !== "found" || job.doc.value.attempt === 0) return [];
  const claim = await documents.read(claimKey(id, job.doc.value.attempt), StoredClaim);
  const claimed = claim.kind === "found" && "instance" in claim.doc.value ? claim.doc.value.instance : null;
  return [job.doc.value.instance, claimed].filter((instance) => instance !== null);
}
