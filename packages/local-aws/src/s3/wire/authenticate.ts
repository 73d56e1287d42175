import type { SignatureRefusal } from "../../sigv4/refusal.ts";
import type { SignableRequest } from "../../sigv4/signable-request.ts";
import { type VerifiedRequest, type Verifier, verifySignature } from "../../sigv4/verify.ts";
import { S3Error } from "./errors.ts";

const PAYLOAD_WORDS = new Set([
  "UNSIGNED-PAYLOAD",
  "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
]);

/** @throws S3Error with the code that S3 gives each refusal. */
export function authenticate(request: SignableRequest, verifier: Verifier): VerifiedRequest {
  const verification = verifySignature(request, verifier);
  if (!verification.ok) throw asError(verification.refusal, request.target.includes("X-Amz-"));
  const { payloadHash, presigned, signedHeaders } = verification.request;
  if (!presigned && !signedHeaders.has("x-amz-content-sha256"))
    throw new S3Error("InvalidRequest", { message: "Missing required header for this request: x-amz-content-sha256" });
  if (!PAYLOAD_WORDS.has(payloadHash) && !/^[0-9a-f]{64}$/i.test(payloadHash))
    throw new S3Error("InvalidArgument", {
      message: `x-amz-content-sha256 must be ${[...PAYLOAD_WORDS].join(", ")} or a valid sha256 value.`,
    });
  return verification.request;
}

/** Also used for form uploads, whose policy is signed instead of the request. */
export function asError(refusal: SignatureRefusal, presigned = false): S3Error {
  const iso = (epochMs: number): string => new Date(epochMs).toISOString();
  switch (refusal.reason) {
    case "anonymous":
      return new S3Error("AccessDenied");
    case "malformed":
      return new S3Error(presigned ? "AuthorizationQueryParametersError" : "AuthorizationHeaderMalformed", {
        message: refusal.message,
      });
    case "unknown_key":
      return new S3Error("InvalidAccessKeyId", { details: { AWSAccessKeyId: refusal.accessKeyId } });
    case "wrong_token":
      return new S3Error("InvalidToken");
    case "token_expired":
      return new S3Error("ExpiredToken");
    case "wrong_region":
      return new S3Error("AuthorizationHeaderMalformed", {
        message: `The authorization header is malformed; the region '${refusal.region}' is wrong; expecting '${refusal.expected}'`,
        details: { Region: refusal.expected },
      });
    case "skewed":
      return new S3Error("RequestTimeTooSkewed", {
        details: { RequestTime: iso(refusal.requestTime), ServerTime: iso(refusal.serverTime) },
      });
    case "not_yet_valid":
      return new S3Error("AccessDenied", {
        message: "Request is not valid yet",
        details: { ServerTime: iso(refusal.serverTime) },
      });
    case "expired":
      return new S3Error("AccessDenied", {
        message: "Request has expired",
        details: { Expires: iso(refusal.expiredAt), ServerTime: iso(refusal.serverTime) },
      });
    case "headers_not_signed":
      return new S3Error("AccessDenied", {
        message: "There were headers present in the request which were not signed",
        details: { HeadersNotSigned: refusal.headers.join(", ") },
      });
    case "mismatch":
      return new S3Error("SignatureDoesNotMatch", {
        details: { StringToSign: refusal.stringToSign, CanonicalRequest: refusal.canonicalRequest },
      });
  }
}
