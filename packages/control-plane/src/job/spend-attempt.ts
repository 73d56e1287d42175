import type { InstanceId, StoredJob } from "@flash/schemas";
import type { Action } from "../server/action.ts";
import type { Fault } from "./transitions.ts";

/** [R2] The next attempt, or the end when the machines' faults have spent them all. */
export function spendAttempt(
  job: StoredJob,
  fault: Fault,
  fence: InstanceId | null,
  detail: string,
): readonly Action[] {
  return job.faults + 1 >= job.limits.max_attempts
    ? [{ type: "end", reason: fault, detail: `attempt ${job.attempt}: ${detail}` }]
    : [{ type: "retry", fault, fence, detail }];
}
