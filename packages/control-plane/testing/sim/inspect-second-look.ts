import { progressKey, resultKey, type StoredJob } from "@flash/schemas";
import type { Facts } from "./inspector.ts";
import type { Invariant } from "./invariants.ts";

interface Look {
  readonly facts: Facts;
  /** When the function began that gives the machine up: it has looked since then. */
  readonly since: number;
  readonly tell: (invariant: Invariant, detail: string) => void;
}

/** A machine is given up for silence only after a suspicion, one sweep later, and when it has written nothing since. */
export function inspectSecondLook(before: StoredJob, next: StoredJob, { facts, since, tell }: Look): void {
  if (!isGivenUp(before, next) || before.server === null || facts.hands.has(before.server)) return;
  const suspect = facts.statuses.get(before.server)?.suspect ?? null;
  // Somebody else has just seen a sign of life, later than this function looked: that race nobody can win.
  if ((facts.trustedAt.get(before.server) ?? 0) >= since) return;
  if (suspect === null || suspect.attempt !== before.attempt) {
    return tell("second_look", `attempt ${before.attempt} is given up without a suspicion`);
  }
  if (facts.now < suspect.since + facts.secondLookMs) {
    return tell(
      "second_look",
      `attempt ${before.attempt} is given up ${facts.now - suspect.since} ms after the suspicion`,
    );
  }
  const beat = facts.beats.get(progressKey(before.id, before.attempt)) ?? 0;
  // S3 tells whole seconds: a sign of life within the same second may be the one that was suspected.
  if (beat > suspect.since + 1_000 && beat < since) {
    tell("second_look", `attempt ${before.attempt} is given up, but its machine has written since it was suspected`);
  }
}

/** A result that was there before the function looked is judged before any clock. */
export function inspectResultFirst(before: StoredJob, next: StoredJob, { facts, since, tell }: Look): void {
  const isEnded = before.ending === null && next.ending !== null && next.ending.reason !== "cancelled";
  if (before.state !== "assigned" || (!isEnded && next.attempt === before.attempt && next.state !== "queued")) return;
  const at = facts.resultAt.get(resultKey(before.id, before.attempt));
  if (at !== undefined && at < since) {
    tell("false_end", `attempt ${before.attempt} is given up ${since - at} ms after its result was written`);
  }
}

const SILENCE = /^(?:machine_silent|boot_timeout)\b/u;

function isGivenUp(before: StoredJob, next: StoredJob): boolean {
  if (next.faults > before.faults) return SILENCE.test(next.timeline.at(-1)?.detail ?? "");
  return before.ending === null && next.ending !== null && SILENCE.test(next.ending.reason);
}
