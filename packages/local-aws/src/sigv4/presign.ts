import type { Identity } from "../identity.ts";
import { canonicalRequest, encodeRfc3986 } from "./canonical-request.ts";
import { parseTarget } from "./signable-request.ts";
import { type CredentialScope, formatAmzDate, hmacHex, scopeText, signingKey, stringToSign } from "./signing-key.ts";

export interface PresignRequest {
  readonly method: string;
  /** With path and query, percent-encoded; every parameter is signed. */
  readonly url: string;
  readonly identity: Identity;
  readonly region: string;
  readonly service: string;
  readonly expiresSeconds: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A URL that carries its own signature over `host`: for scripts that run without an SDK. */
export function presign({ method, url, identity, region, service, expiresSeconds, now }: PresignRequest): string {
  const { host, pathname, search, origin } = new URL(url);
  const amzDate = formatAmzDate(now);
  const scope: CredentialScope = { date: amzDate.slice(0, 8), region, service };
  const parameters = {
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": `${identity.accessKeyId}/${scopeText(scope)}`,
    "X-Amz-Date": amzDate,
    "X-Amz-Expires": `${expiresSeconds}`,
    ...(identity.sessionToken !== undefined && { "X-Amz-Security-Token": identity.sessionToken }),
    "X-Amz-SignedHeaders": "host",
  };
  const added = Object.entries(parameters).map(([name, value]) => `${name}=${encodeRfc3986(value)}`);
  const target = `${pathname}?${[...(search === "" ? [] : [search.slice(1)]), ...added].join("&")}`;
  const canonical = canonicalRequest({
    method,
    target: parseTarget(target) ?? { rawPath: pathname, query: [] },
    headers: new Map([["host", host]]),
    signedHeaders: ["host"],
    payloadHash: "UNSIGNED-PAYLOAD",
    pathEncoding: service === "s3" ? "once" : "twice",
  });
  const toSign = stringToSign(amzDate, scope, canonical ?? "");
  return `${origin}${target}&X-Amz-Signature=${hmacHex(signingKey(identity.secretAccessKey, scope), toSign)}`;
}
