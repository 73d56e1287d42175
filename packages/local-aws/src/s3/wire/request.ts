import type { Identity } from "../../identity.ts";
import { canonicalHeaderValues, parseTarget } from "../../sigv4/signable-request.ts";
import type { ChunkSeed } from "../../sigv4/verify.ts";
import { S3Error } from "./errors.ts";

/** Which bucket and object a path-style URL names, both still to be looked up. */
export interface Address {
  readonly bucket: string | undefined;
  readonly key: string | undefined;
}

/** The head of a request, parsed once at the door. */
export interface RequestHead extends Address {
  readonly method: string;
  readonly query: ReadonlyMap<string, string>;
  /** Lower-case names. In a presigned request the `x-amz-*` values of the query count as headers too. */
  readonly headers: ReadonlyMap<string, string>;
}

/** A request whose sender is known. */
export interface S3Request extends RequestHead {
  readonly requestId: string;
  readonly caller: Identity;
  readonly sourceIp: string;
  /** What was signed in the body's place: a hex SHA-256, `UNSIGNED-PAYLOAD` or `STREAMING-…`. */
  readonly payloadHash: string;
  /** @throws S3Error when the request has no signature that chunks could continue: a form upload. */
  chunkSeed(): ChunkSeed;
  /** The raw body. Asks the client to go on if it waits for that; fails with `IncompleteBody` when it leaves. */
  body(): AsyncIterable<Uint8Array>;
}

/** A request for something in a bucket. */
export interface BucketRequest extends S3Request {
  readonly bucket: string;
}

/** A request for one object. */
export interface ObjectRequest extends BucketRequest {
  readonly key: string;
}

/** @throws S3Error `InvalidURI`, `KeyTooLongError`. */
export function parseHead(method: string, target: string, rawHeaders: readonly string[]): RequestHead {
  const parsed = parseTarget(target);
  if (parsed === undefined) throw new S3Error("InvalidURI");
  const query = new Map(parsed.query);
  const headers = new Map(canonicalHeaderValues(rawHeaders));
  if (query.has("X-Amz-Signature")) hoist(query, headers);
  return { method, query, headers, ...parseAddress(parsed.rawPath) };
}

const MAX_KEY_BYTES = 1024;

function parseAddress(rawPath: string): Address {
  const [, rawBucket = "", rawKey = ""] = /^\/([^/]*)\/?(.*)$/s.exec(rawPath) ?? [];
  const bucket = decodePath(rawBucket);
  const key = decodePath(rawKey);
  if (Buffer.byteLength(key) > MAX_KEY_BYTES)
    throw new S3Error("KeyTooLongError", {
      details: { Size: `${Buffer.byteLength(key)}`, MaxSizeAllowed: `${MAX_KEY_BYTES}` },
    });
  return { bucket: bucket === "" ? undefined : bucket, key: key === "" ? undefined : key };
}

function decodePath(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error("InvalidURI");
  }
}

/** These describe the signature itself and are no headers. */
const SIGNATURE_PARAMETERS = new Set([
  "x-amz-algorithm",
  "x-amz-credential",
  "x-amz-date",
  "x-amz-expires",
  "x-amz-signedheaders",
  "x-amz-signature",
  "x-amz-security-token",
  "x-amz-content-sha256",
]);

/**
 * Presigners move `x-amz-*` headers into the query, and S3 obeys them there: a URL that was signed with the CRC of an empty
 * body accepts no other body.
 */
function hoist(query: ReadonlyMap<string, string>, headers: Map<string, string>): void {
  for (const [name, value] of query) {
    const header = name.toLowerCase();
    if (header.startsWith("x-amz-") && !SIGNATURE_PARAMETERS.has(header) && !headers.has(header))
      headers.set(header, value);
  }
}
