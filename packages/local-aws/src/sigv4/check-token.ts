import type { Identity } from "../identity.ts";
import type { SignatureRefusal } from "./refusal.ts";

/** Whether temporary credentials came with their token, and still hold. */
export function checkToken(identity: Identity, token: string | undefined, now: number): SignatureRefusal | undefined {
  if (identity.sessionToken !== token) return { reason: "wrong_token" };
  return now >= (identity.expiresAt ?? Infinity) ? { reason: "token_expired" } : undefined;
}
