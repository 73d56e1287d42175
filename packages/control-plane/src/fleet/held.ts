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
import { type Documents, NewerDocument } from "../documents/documents.ts";
import { forEachAtOnce } from "./at-once.ts";
import type { ServerConfig } from "./fleet.ts";
import type { Spared } from "./strays.ts";

/** The jobs that these servers hold, and what must be left alone because of them. */
export async function heldBy(
  documents: Documents,
  servers: readonly ServerConfig[],
  atOnce: number,
): Promise<{ readonly jobs: ReadonlySet<JobId>; readonly spared: Spared }> {
  const jobs = new Set<JobId>();
  const instances = new Set<InstanceId>();
  const spared = new Set<ServerName>();
  const free = new Set<ServerName>();
  const look = async ({ name }: ServerConfig): Promise<void> => {
    const status = await documents.read(statusKey(name), StoredStatus);
    if (status.kind !== "found") return;
    const { token, dev_mode, stopping } = status.doc.value;
    if (dev_mode) spared.add(name);
    // Its receipt is written when its machine was seen off.
    if (stopping?.job != null) jobs.add(stopping.job);
    if (token === null) {
      free.add(name);
      return;
    }
    jobs.add(token);
    const claimed = await claimedBy(documents, token);
    if (claimed === "nobody yet") spared.add(name);
    else if (claimed !== null) instances.add(claimed);
  };
  await forEachAtOnce(servers, atOnce, (server) =>
    look(server).catch((error: unknown) => {
      if (!(error instanceof NewerDocument)) throw error;
      spared.add(server.name);
    }),
  );
  return { jobs, spared: { instances, servers: spared, free } };
}

/**
 * Whose claim the job's present attempt has; null: of no instance. A claim is for ever, so what is concluded from it does
 * not grow old; while there is none, any machine of the server may be about to write it.
 */
async function claimedBy(documents: Documents, id: JobId): Promise<InstanceId | "nobody yet" | null> {
  const job = await documents.read(jobKey(id), StoredJob);
  if (job.kind !== "found") return null;
  const claim = await documents.read(claimKey(id, job.doc.value.attempt), StoredClaim);
  if (claim.kind !== "found") return "nobody yet";
  return "instance" in claim.doc.value ? claim.doc.value.instance : null;
}
