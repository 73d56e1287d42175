import { setTimeout as pause } from "node:timers/promises";
import { jobKey, StoredJob } from "@flash/schemas";
import type { Book } from "./book.ts";
import type { PlatformUnderFire } from "./platform-under-fire.ts";

const LOOK_MS = 500;

/** Notes the end of each job, until all are over and no more come, or it is time to give up. */
export async function noteEnds(
  { bucket }: PlatformUnderFire,
  { jobs, ends }: Book,
  { tell, goesOn }: { readonly tell: (line: string) => void; readonly goesOn: () => boolean },
): Promise<void> {
  while (goesOn()) {
    for (const id of jobs) {
      if (ends.has(id)) continue;
      // S3 may be failing: there is a next look.
      const body = (await bucket.get(jobKey(id)).catch(() => null))?.found?.body;
      if (body === undefined) continue;
      const { outcome } = StoredJob.parse(JSON.parse(body));
      if (outcome === null) continue;
      ends.set(id, { reason: outcome.reason, body });
      tell(`${id} ${outcome.reason}${outcome.detail === "" ? "" : `: ${outcome.detail}`}`);
    }
    await pause(LOOK_MS);
  }
}
