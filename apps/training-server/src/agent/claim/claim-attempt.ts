import { toBody } from "@flash/control-plane";
import type { Doc, Documents } from "@flash/control-plane";
import { StoredClaim, StoredTrainingConfig } from "@flash/schemas";
import type { EpochMs } from "@flash/schemas";
import { whatToDoWithClaim } from "./what-to-do-with-claim.ts";
import type { Claimant } from "./what-to-do-with-claim.ts";

export type ClaimAnswer =
  /** `doc` was read after the claim, and is byte for byte the config that was read before it. */
  | { readonly kind: "train"; readonly doc: Doc<StoredTrainingConfig>; readonly claimedAt: EpochMs }
  /** The config changed while it was claimed: look again. */
  | { readonly kind: "look_again" }
  /** Another machine's, or closed. That never changes for this attempt. */
  | { readonly kind: "leave" };

/**
 * Takes an attempt: the claim is created if there is none, and then the config must still be the one that was read before.
 * Between the two the control plane may have closed, retried or cancelled it. Throws when the bucket does not answer; asking again
 * is safe, since the nonce stays the same.
 */
export async function claimAttempt(
  documents: Documents,
  before: Doc<StoredTrainingConfig>,
  me: Claimant,
): Promise<ClaimAnswer> {
  const { protocol, keys } = before.value;
  const key = keys.claim;
  const claim: StoredClaim = { protocol, instance: me.instance, boot_id: me.bootId, nonce: me.nonce };
  const created = await documents.store.create(key, toBody(claim));
  const there = await documents.read(key, StoredClaim);
  // A claim that nobody can read is somebody's: whoever it is, it is not known to be this machine.
  if (there.kind !== "found") return { kind: created === null ? "leave" : "look_again" };
  if (whatToDoWithClaim(there.doc.value, me) === "leave") return { kind: "leave" };
  const after = await documents.read(before.key, StoredTrainingConfig);
  if (after.kind !== "found" || after.doc.etag !== before.etag) return { kind: "look_again" };
  return { kind: "train", doc: after.doc, claimedAt: there.doc.lastModified };
}
