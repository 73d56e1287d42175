import type { ServerName, StoredJob, StoredTrainingConfig } from "@flash/schemas";
import type { Read } from "../documents/documents.ts";

/**
 * Whether a training config is the one that its job means: the job is assigned to this server, in this attempt, or in
 * the next one while the machine of this one is still being fenced off.
 */
export function isLive(config: Read<StoredTrainingConfig>, job: Read<StoredJob> | null, server: ServerName): boolean {
  if (config.kind !== "found" || job?.kind !== "found") return false;
  const { token, attempt } = config.doc.value;
  const held = job.doc.value;
  if (held.id !== token || held.state !== "assigned" || held.server !== server) return false;
  return held.attempt === attempt || (held.fence !== null && held.attempt === attempt + 1);
}
