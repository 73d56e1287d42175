import { createHash, createHmac } from "node:crypto";
import { encodeRfc3986, type ObjectAddress, type S3Access } from "./access.ts";

export const ALGORITHM = "AWS4-HMAC-SHA256";

/** A request as far as its signature covers it. */
export interface SignableRequest {
  readonly method: string;
  readonly address: ObjectAddress;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case; `host` is added. */
  readonly headers: Readonly<Record<string, string>>;
  /** SHA-256 of the body in hex, or a word that stands for it. */
  readonly payloadHash: string;
}

/** The time and place that a signature holds for. */
export interface Scope {
  /** `20260131T120000Z` */
  readonly time: string;
  /** `20260131/eu-central-1/s3/aws4_request` */
  readonly text: string;
}

export function scopeAt(at: Date, { region }: S3Access): Scope {
  const time = at.toISOString().replaceAll(/[-:]|\.\d+/gu, "");
  return { time, text: `${time.slice(0, 8)}/${region}/s3/aws4_request` };
}

/** In the order in which they are signed, and sent in URLs. */
export const queryText = (query: Readonly<Record<string, string>>): string =>
  Object.entries(query)
    .map(([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(value)}`)
    .toSorted(byCodeUnits)
    .join("&");

export const signedHeaders = (headers: SignableRequest["headers"]): string =>
  Object.keys({ ...headers, host: "" })
    .toSorted(byCodeUnits)
    .join(";");

/**
 * The signature of a request, in hex.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signatureOf(request: SignableRequest, scope: Scope, { secretAccessKey }: S3Access): string {
  const toSign = [ALGORITHM, scope.time, scope.text, sha256Hex(canonical(request))].join("\n");
  const key = scope.text.split("/").reduce<Buffer | string>(hmac, `AWS4${secretAccessKey}`);
  return hmac(key, toSign).toString("hex");
}

/**
 * The headers to send, signed. S3 compares the body with its hash among them, so nothing else is stored.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function authorized(access: S3Access, request: SignableRequest, at = new Date()): Record<string, string> {
  const scope = scopeAt(at, access);
  const headers = {
    ...request.headers,
    "x-amz-content-sha256": request.payloadHash,
    "x-amz-date": scope.time,
    ...(access.sessionToken !== null && { "x-amz-security-token": access.sessionToken }),
  };
  const credential = `Credential=${access.accessKeyId}/${scope.text}`;
  const signature = signatureOf({ ...request, headers }, scope, access);
  return {
    ...headers,
    host: request.address.host,
    authorization: `${ALGORITHM} ${credential}, SignedHeaders=${signedHeaders(headers)}, Signature=${signature}`,
  };
}

function canonical({ method, address, query, headers, payloadHash }: SignableRequest): string {
  const all = Object.entries({ ...headers, host: address.host }).toSorted(([a], [b]) => byCodeUnits(a, b));
  const lines = all.map(
    ([name, value]) => `${name}:${value.replaceAll(/[ \t\r\n]+/gu, " ").replaceAll(/^ | $/gu, "")}\n`,
  );
  // S3 signs the path as it is sent; other services encode it once more.
  return [method, address.path, queryText(query), lines.join(""), signedHeaders(headers), payloadHash].join("\n");
}

export const sha256Hex = (text: string): string => createHash("sha256").update(text).digest("hex");

const hmac = (key: Buffer | string, text: string): Buffer => createHmac("sha256", key).update(text).digest();

const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
