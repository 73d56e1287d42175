import type { Identity } from "../identity.ts";
import { canonicalRequest } from "./canonical-request.ts";
import { checkToken } from "./check-token.ts";
import { type ClaimedSignature, readSignature } from "./credentials-in-request.ts";
import { MAX_SKEW_MS, type SignatureRefusal } from "./refusal.ts";
import { canonicalHeaderValues, parseTarget, type RequestTarget, type SignableRequest } from "./signable-request.ts";
import { type CredentialScope, hmacHex, parseAmzDate, sameSignature, signingKey, stringToSign } from "./signing-key.ts";

export interface Verifier {
  readonly identities: readonly Identity[];
  /** As in the credential scope: `s3`, `ec2`, `lambda`. */
  readonly service: string;
  readonly region: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A request whose signature holds. Its body is not checked yet: see {@link VerifiedRequest.payloadHash}. */
export interface VerifiedRequest {
  readonly identity: Identity;
  readonly presigned: boolean;
  readonly signedHeaders: ReadonlySet<string>;
  /**
   * What was signed in the body's place: its hex SHA-256, which the reader of the body must compare, or a word such as
   * `UNSIGNED-PAYLOAD` or `STREAMING-…`.
   */
  readonly payloadHash: string;
  /** What the signatures of an aws-chunked body's chunks continue. */
  readonly seed: ChunkSeed;
}

export interface ChunkSeed {
  readonly key: Buffer;
  readonly amzDate: string;
  readonly scope: CredentialScope;
  readonly signature: string;
}

export type Verification =
  | { readonly ok: true; readonly request: VerifiedRequest }
  | { readonly ok: false; readonly refusal: SignatureRefusal };

/**
 * Verifies SigV4 in the `Authorization` header or in a presigned URL: scope, expiry or skew, token, that `host` and every
 * `x-amz-*` header is signed, and the signature itself.
 *
 * @param bodySha256 - hex digest of the body where it was read before (all services but S3): it is then checked here, and
 *   clients may leave out `x-amz-content-sha256`.
 */
export function verifySignature(request: SignableRequest, verifier: Verifier, bodySha256?: string): Verification {
  const target = parseTarget(request.target);
  if (target === undefined) return refuse({ reason: "malformed", message: "The query is not percent-encoded UTF-8." });
  const headers = canonicalHeaderValues(request.rawHeaders);
  const read = readSignature(target, headers);
  if (read.kind === "none") return refuse({ reason: "anonymous" });
  if (read.kind === "malformed") return refuse({ reason: "malformed", message: read.message });
  const { claim } = read;
  const identity = verifier.identities.find((candidate) => candidate.accessKeyId === claim.accessKeyId);
  if (identity === undefined) return refuse({ reason: "unknown_key", accessKeyId: claim.accessKeyId });
  const refusal =
    checkToken(identity, claim.sessionToken, verifier.now) ??
    checkScope(claim, verifier) ??
    checkTime(claim, verifier.now) ??
    checkSignedHeaders(claim, headers);
  if (refusal !== undefined) return refuse(refusal);
  const payloadHash = signedPayloadHash(claim, target, headers, bodySha256);
  return compareSignature({ method: request.method, target, headers, claim, identity, payloadHash });
}

interface Comparison {
  readonly method: string;
  readonly target: RequestTarget;
  readonly headers: ReadonlyMap<string, string>;
  readonly claim: ClaimedSignature;
  readonly identity: Identity;
  readonly payloadHash: string;
}

function compareSignature({ claim, identity, payloadHash, ...rest }: Comparison): Verification {
  const { signedHeaders, scope, amzDate, signature } = claim;
  const pathEncoding = scope.service === "s3" ? "once" : "twice";
  const canonical = canonicalRequest({ ...rest, signedHeaders, payloadHash, pathEncoding });
  if (canonical === undefined)
    return refuse({ reason: "malformed", message: "The path is not percent-encoded UTF-8." });
  const key = signingKey(identity.secretAccessKey, scope);
  const toSign = stringToSign(amzDate, scope, canonical);
  if (!sameSignature(hmacHex(key, toSign), signature))
    return refuse({ reason: "mismatch", canonicalRequest: canonical, stringToSign: toSign });
  const seed = { key, amzDate, scope, signature };
  return {
    ok: true,
    request: { identity, presigned: claim.presigned, signedHeaders: new Set(signedHeaders), payloadHash, seed },
  };
}

function checkScope(claim: ClaimedSignature, { service, region }: Verifier): SignatureRefusal | undefined {
  const { scope, amzDate } = claim;
  if (scope.service !== service)
    return { reason: "malformed", message: `The credential is scoped to "${scope.service}", expected "${service}".` };
  if (scope.date !== amzDate.slice(0, 8))
    return { reason: "malformed", message: "The credential's date is not the request's date." };
  return scope.region === region ? undefined : { reason: "wrong_region", region: scope.region, expected: region };
}

function checkTime(claim: ClaimedSignature, serverTime: number): SignatureRefusal | undefined {
  const requestTime = parseAmzDate(claim.amzDate);
  if (requestTime === undefined)
    return { reason: "malformed", message: "The date must be in ISO 8601 basic format: 20261123T120000Z." };
  if (claim.expiresSeconds === undefined)
    return Math.abs(serverTime - requestTime) > MAX_SKEW_MS ? { reason: "skewed", requestTime, serverTime } : undefined;
  if (requestTime - serverTime > MAX_SKEW_MS) return { reason: "not_yet_valid", serverTime };
  const expiredAt = requestTime + claim.expiresSeconds * 1000;
  return serverTime >= expiredAt ? { reason: "expired", expiredAt, serverTime } : undefined;
}

function checkSignedHeaders(
  claim: ClaimedSignature,
  headers: ReadonlyMap<string, string>,
): SignatureRefusal | undefined {
  const signed = new Set(claim.signedHeaders);
  const unsigned = [...headers.keys()].filter(
    (name) => (name === "host" || name.startsWith("x-amz-")) && !signed.has(name),
  );
  return unsigned.length === 0 ? undefined : { reason: "headers_not_signed", headers: unsigned };
}

function signedPayloadHash(
  claim: ClaimedSignature,
  target: RequestTarget,
  headers: ReadonlyMap<string, string>,
  bodySha256: string | undefined,
): string {
  const inQuery = target.query.find(([name]) => name === "X-Amz-Content-Sha256")?.[1];
  const declared = headers.get("x-amz-content-sha256") ?? inQuery;
  if (declared === UNSIGNED_PAYLOAD || bodySha256 === undefined) return declared ?? UNSIGNED_PAYLOAD;
  // The body was read already: signing its true hash makes any other declared hash a mismatch.
  return claim.presigned && declared === undefined ? UNSIGNED_PAYLOAD : bodySha256;
}

const UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";

const refuse = (refusal: SignatureRefusal): Verification => ({ ok: false, refusal });
