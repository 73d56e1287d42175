import type { InstanceId, StoredClaim } from "@flash/schemas";

/** Who is asking. */
export interface Claimant {
  readonly instance: InstanceId | null;
  readonly bootId: string;
  /** Made for this attempt before it was claimed, and kept in the work folder. */
  readonly nonce: string;
}

export type ClaimVerdict =
  /** Written by this very boot: the answer to it was lost, or it is being gone on with. */
  | "mine"
  /** Written before the agent or the machine was restarted: whoever wrote it is surely dead, so the attempt is gone on with. */
  | "resume"
  /** Closed, or another machine's: never train. */
  | "leave";

/**
 * An attempt has one claim for ever; this says whether it is ours. That no second agent of the same instance runs is
 * seen to by the lock of the work folder.
 */
export function whatToDoWithClaim(claim: StoredClaim, me: Claimant): ClaimVerdict {
  if ("closed" in claim) return "leave";
  if (claim.nonce === me.nonce) return claim.boot_id === me.bootId ? "mine" : "resume";
  return claim.instance !== null && claim.instance === me.instance ? "resume" : "leave";
}
