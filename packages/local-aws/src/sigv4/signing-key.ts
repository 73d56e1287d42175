import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** Where and when a signature is valid: `20261123/us-east-1/s3/aws4_request`. */
export interface CredentialScope {
  /** `YYYYMMDD`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

export const scopeText = (scope: CredentialScope): string =>
  `${scope.date}/${scope.region}/${scope.service}/aws4_request`;

/** The key that signs everything of one day, region and service. */
export function signingKey(secretAccessKey: string, scope: CredentialScope): Buffer {
  const dateKey = hmac(`AWS4${secretAccessKey}`, scope.date);
  return hmac(hmac(hmac(dateKey, scope.region), scope.service), "aws4_request");
}

/** @param amzDate - `YYYYMMDD'T'HHMMSS'Z'`. */
export function stringToSign(amzDate: string, scope: CredentialScope, canonical: string): string {
  return ["AWS4-HMAC-SHA256", amzDate, scopeText(scope), sha256Hex(canonical)].join("\n");
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

export const hmacHex = (key: Buffer, text: string): string => createHmac("sha256", key).update(text).digest("hex");

export const sha256Hex = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");

/** Compares in constant time, so that a signature cannot be guessed byte by byte. */
export function sameSignature(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** @returns milliseconds since the epoch, or `undefined` unless the text is `YYYYMMDD'T'HHMMSS'Z'`. */
export function parseAmzDate(text: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** @returns `YYYYMMDD'T'HHMMSS'Z'`, as signatures carry the time. */
export const formatAmzDate = (epochMs: number): string =>
  new Date(epochMs).toISOString().replaceAll(/[-:]|\.\d{3}/g, "");
