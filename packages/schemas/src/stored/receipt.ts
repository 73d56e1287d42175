import * as z from "zod";
import { InstanceId, JobId, ServerName } from "../ids.ts";
import { EpochMs } from "../time.ts";
import { Revision } from "./revision.ts";
import { VersionIfSaid } from "./version.ts";

/** `jobs/<id>/receipt.json`: written once, when the machine was seen off or went on to the next job. */
export const StoredReceipt = z.object({
  ...Revision.shape,
  version: VersionIfSaid,
  job: JobId,
  server: ServerName.nullable(),
  instance: InstanceId.nullable(),
  attempts: z.int().nonnegative(),
  queued_s: z.number().nonnegative(),
  /** From EC2's acceptance of the start to the claim; null when no machine was started. */
  boot_s: z.number().nonnegative().nullable(),
  run_s: z.number().nonnegative().nullable(),
  /** From the first accepted start to the moment when the machine was seen off, rounded up. */
  seconds_on: z.number().nonnegative(),
  /** As configured for the server; null when no price is configured. */
  usd_per_hour: z.number().nonnegative().nullable(),
  cost_usd: z.number().nonnegative().nullable(),
  stopped_by: z.string().nullable(),
  /** null when the machine was handed to the next job instead. */
  stopped_seen_at: EpochMs.nullable(),
  handed_to: JobId.nullable(),
});
export type StoredReceipt = z.infer<typeof StoredReceipt>;
