import type { Identity } from "../identity.ts";
import { checkToken } from "./check-token.ts";
import { parseCredential } from "./credentials-in-request.ts";
import type { SignatureRefusal } from "./refusal.ts";
import { hmacHex, sameSignature, signingKey } from "./signing-key.ts";
import type { Verifier } from "./verify.ts";

/** The fields of a form upload that prove its policy, as they stand in the form. */
export interface SignedPolicy {
  /** Base64, exactly as signed. */
  readonly policy: string | undefined;
  readonly algorithm: string | undefined;
  readonly credential: string | undefined;
  readonly signature: string | undefined;
  readonly sessionToken: string | undefined;
}

export type PolicyVerification =
  | { readonly ok: true; readonly identity: Identity }
  | { readonly ok: false; readonly refusal: SignatureRefusal };

/**
 * Verifies the signature of a browser form's policy document. How long it is valid stands in the document itself.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-authentication-HTTPPOST.html
 */
export function verifyPolicySignature(signed: SignedPolicy, verifier: Verifier): PolicyVerification {
  const { policy, algorithm, credential, signature, sessionToken } = signed;
  if (policy === undefined && signature === undefined) return refuse({ reason: "anonymous" });
  if (policy === undefined || signature === undefined || credential === undefined || algorithm !== "AWS4-HMAC-SHA256")
    return refuse({
      reason: "malformed",
      message: "A form upload needs policy, x-amz-algorithm (AWS4-HMAC-SHA256), x-amz-credential and x-amz-signature.",
    });
  const claim = parseCredential(credential);
  if (claim === undefined || claim.scope.service !== verifier.service)
    return refuse({ reason: "malformed", message: "x-amz-credential must be KEY/YYYYMMDD/REGION/s3/aws4_request." });
  const { accessKeyId, scope } = claim;
  if (scope.region !== verifier.region)
    return refuse({ reason: "wrong_region", region: scope.region, expected: verifier.region });
  const identity = verifier.identities.find((candidate) => candidate.accessKeyId === accessKeyId);
  if (identity === undefined) return refuse({ reason: "unknown_key", accessKeyId });
  const refusal = checkToken(identity, sessionToken, verifier.now);
  if (refusal !== undefined) return refuse(refusal);
  if (!sameSignature(hmacHex(signingKey(identity.secretAccessKey, scope), policy), signature))
    return refuse({ reason: "mismatch", canonicalRequest: "", stringToSign: policy });
  return { ok: true, identity };
}

const refuse = (refusal: SignatureRefusal): PolicyVerification => ({ ok: false, refusal });
