import { MAX_PRESIGNED_SECONDS } from "./refusal.ts";
import type { RequestTarget } from "./signable-request.ts";
import type { CredentialScope } from "./signing-key.ts";

/** What a request claims about its signature, before anything of it is checked. */
export interface ClaimedSignature {
  readonly presigned: boolean;
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly amzDate: string;
  readonly sessionToken: string | undefined;
  /** Only for presigned requests: how long after `amzDate` it is valid. */
  readonly expiresSeconds: number | undefined;
}

export type ReadSignature =
  | { readonly kind: "none" }
  | { readonly kind: "malformed"; readonly message: string }
  | { readonly kind: "claimed"; readonly claim: ClaimedSignature };

const ALGORITHM = "AWS4-HMAC-SHA256";

/** Finds the signature in the `Authorization` header or in the query, and refuses a request that has both. */
export function readSignature(target: RequestTarget, headers: ReadonlyMap<string, string>): ReadSignature {
  const query = new Map(target.query);
  const authorization = headers.get("authorization");
  const presigned = query.has("X-Amz-Algorithm") || query.has("X-Amz-Signature");
  if (authorization !== undefined && presigned) return malformed("Only one auth mechanism allowed.");
  if (presigned) return fromQuery(query);
  return authorization === undefined ? { kind: "none" } : fromHeader(authorization, headers);
}

function fromHeader(authorization: string, headers: ReadonlyMap<string, string>): ReadSignature {
  if (!authorization.startsWith(`${ALGORITHM} `)) return malformed(`Only ${ALGORITHM} is supported.`);
  const fields = new Map(
    authorization
      .slice(ALGORITHM.length)
      .split(",")
      .map((field): [string, string] => splitOnce(field.trim(), "=")),
  );
  return assemble({
    presigned: false,
    credential: fields.get("Credential"),
    signedHeaders: fields.get("SignedHeaders"),
    signature: fields.get("Signature"),
    amzDate: headers.get("x-amz-date") ?? isoBasic(headers.get("date")),
    sessionToken: headers.get("x-amz-security-token"),
    expires: undefined,
  });
}

function fromQuery(query: ReadonlyMap<string, string>): ReadSignature {
  if (query.get("X-Amz-Algorithm") !== ALGORITHM) return malformed(`X-Amz-Algorithm only supports "${ALGORITHM}".`);
  return assemble({
    presigned: true,
    credential: query.get("X-Amz-Credential"),
    signedHeaders: query.get("X-Amz-SignedHeaders"),
    signature: query.get("X-Amz-Signature"),
    amzDate: query.get("X-Amz-Date"),
    sessionToken: query.get("X-Amz-Security-Token"),
    expires: query.get("X-Amz-Expires"),
  });
}

interface SignatureFields {
  readonly presigned: boolean;
  readonly credential: string | undefined;
  readonly signedHeaders: string | undefined;
  readonly signature: string | undefined;
  readonly amzDate: string | undefined;
  readonly sessionToken: string | undefined;
  readonly expires: string | undefined;
}

function assemble(fields: SignatureFields): ReadSignature {
  const { presigned, signature, amzDate, sessionToken } = fields;
  if (fields.credential === undefined) return malformed("The Credential is missing.");
  if (fields.signedHeaders === undefined) return malformed("The SignedHeaders are missing.");
  if (signature === undefined) return malformed("The Signature is missing.");
  if (amzDate === undefined) return malformed("The date is missing: send X-Amz-Date.");
  const credential = parseCredential(fields.credential);
  if (credential === undefined) return malformed("The Credential must be KEY/YYYYMMDD/REGION/SERVICE/aws4_request.");
  const expiresSeconds = presigned ? parseExpires(fields.expires) : undefined;
  if (presigned && expiresSeconds === undefined)
    return malformed(`X-Amz-Expires must be a number of seconds from 1 to ${MAX_PRESIGNED_SECONDS}.`);
  const signedHeaders = fields.signedHeaders.toLowerCase().split(";").sort();
  return {
    kind: "claimed",
    claim: { presigned, ...credential, signedHeaders, signature, amzDate, sessionToken, expiresSeconds },
  };
}

/** `KEY/YYYYMMDD/REGION/SERVICE/aws4_request`; a key may contain slashes. */
export function parseCredential(text: string): { accessKeyId: string; scope: CredentialScope } | undefined {
  const parts = text.split("/");
  const [terminator, service, region, date] = parts.slice(-4).toReversed();
  if (parts.length < 5 || terminator !== "aws4_request") return undefined;
  if (service === undefined || region === undefined || date === undefined) return undefined;
  return { accessKeyId: parts.slice(0, -4).join("/"), scope: { date, region, service } };
}

function parseExpires(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,6}$/.test(text)) return undefined;
  const seconds = Number(text);
  return seconds >= 1 && seconds <= MAX_PRESIGNED_SECONDS ? seconds : undefined;
}

/** A client may sign with the ordinary `Date` header instead of `X-Amz-Date`. */
function isoBasic(httpDate: string | undefined): string | undefined {
  const time = Date.parse(httpDate ?? "");
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().replaceAll(/[-:]|\.\d{3}/g, "");
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

const malformed = (message: string): ReadSignature => ({ kind: "malformed", message });
