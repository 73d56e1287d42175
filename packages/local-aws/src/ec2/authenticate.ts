import { createHash } from "node:crypto";
import type { Identity } from "../identity.ts";
import type { SignatureRefusal } from "../sigv4/refusal.ts";
import type { SignableRequest } from "../sigv4/signable-request.ts";
import { verifySignature } from "../sigv4/verify.ts";
import { Ec2Error } from "./ec2-error.ts";

export interface Gate {
  readonly identities: readonly Identity[];
  readonly region: string;
  readonly now: () => number;
}

/** Who signed this request and its body. @throws Ec2Error `AuthFailure` or `RequestExpired`. */
export function authenticate(request: SignableRequest, body: Buffer, gate: Gate): Identity {
  const bodySha256 = createHash("sha256").update(body).digest("hex");
  const verifier = { identities: gate.identities, service: "ec2", region: gate.region, now: gate.now() };
  const verification = verifySignature(request, verifier, bodySha256);
  if (!verification.ok) throw refusalOf(verification.refusal);
  const { identity, payloadHash } = verification.request;
  if (payloadHash !== bodySha256) throw new Ec2Error("AuthFailure", `${NOT_VALIDATED}: another body was signed`);
  return identity;
}

const NOT_VALIDATED = "AWS was not able to validate the provided access credentials";

/** EC2 says no more than that; the local one adds why, since it is asked by developers only. */
function refusalOf(refusal: SignatureRefusal): Ec2Error {
  switch (refusal.reason) {
    case "skewed":
    case "expired":
    case "not_yet_valid":
    case "token_expired":
      return new Ec2Error("RequestExpired", "Request has expired.");
    case "malformed":
      return new Ec2Error("AuthFailure", `${NOT_VALIDATED}: ${refusal.message}`);
    case "wrong_region": {
      const why = `the credential is scoped to '${refusal.region}', this EC2 is in '${refusal.expected}'`;
      return new Ec2Error("AuthFailure", `${NOT_VALIDATED}: ${why}`);
    }
    case "anonymous":
    case "unknown_key":
    case "wrong_token":
    case "headers_not_signed":
    case "mismatch":
      return new Ec2Error("AuthFailure", `${NOT_VALIDATED}: ${refusal.reason.replaceAll("_", " ")}`);
  }
}
