import { type EpochMs, epochMs } from "@flash/schemas";
import type { UnfinishedUploads } from "../ports/unfinished-uploads.ts";
import type { Clocks } from "./clocks.ts";
import { forEachAtOnce } from "./at-once.ts";

const HOUR_MS = 3_600_000;
/** As long as the time between two sweeps: each hour's first one looks. */
const LOOKING_MS = 60_000;

/** Whether this sweep looks for expired uploads: a listing a minute would cost more than what it finds. */
export const isTimeForUploads = (now: EpochMs): boolean => now % HOUR_MS < LOOKING_MS;

/** Ends the uploads that were begun too long ago, so many at once. @returns how many. */
export async function endExpiredUploads(
  uploads: UnfinishedUploads,
  { now, clocks, atOnce }: { readonly now: EpochMs; readonly clocks: Clocks; readonly atOnce: number },
): Promise<number> {
  const expired = await uploads.begunBefore(epochMs(now - clocks.maxUploadMs));
  await forEachAtOnce(expired, atOnce, (upload) => uploads.abort(upload));
  return expired.length;
}
