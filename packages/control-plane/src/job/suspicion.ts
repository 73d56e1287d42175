import { type EpochMs, later, type StoredJob } from "@flash/schemas";
import type { Clocks } from "../fleet/clocks.ts";
import type { ETag } from "../ports/object-store.ts";
import type { Action } from "../server/action.ts";
import type { Observation } from "../server/observation.ts";

/**
 * [R1] A clock ran out once: look again, one sweep later at the earliest, and act only when the machine has written
 * nothing since. A working machine is never given up on one bad reading.
 *
 * @param look - the ETag of what the machine wrote last, null: nothing yet; and when this was read: a function may stall
 * between that and its decision, and what it saw is as old as its reading.
 * @param act - what to do when the suspicion is ripe.
 */
export function lookTwice(
  seen: Observation,
  job: StoredJob,
  { etag, at }: { readonly etag: ETag | null; readonly at: EpochMs },
  clocks: Clocks,
  act: () => readonly Action[],
): readonly Action[] {
  const suspect = seen.status.kind === "found" ? seen.status.doc.value.suspect : null;
  if (suspect === null || suspect.attempt !== job.attempt || suspect.etag !== etag) {
    return [{ type: "suspect", attempt: job.attempt, etag }, { type: "rest" }];
  }
  return at >= later(suspect.since, clocks.secondLookMs) ? act() : [];
}

/** No clock has run out: an earlier suspicion was wrong. */
export const trustAgain = (seen: Observation): readonly Action[] =>
  seen.status.kind === "found" && seen.status.doc.value.suspect !== null ? [{ type: "trust" }] : [];
