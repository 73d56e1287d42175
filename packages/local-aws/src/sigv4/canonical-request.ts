import type { RequestTarget } from "./signable-request.ts";

export interface CanonicalParts {
  readonly method: string;
  readonly target: RequestTarget;
  readonly headers: ReadonlyMap<string, string>;
  /** Lower-case, sorted. */
  readonly signedHeaders: readonly string[];
  /** Hex SHA-256 of the body, or one of SigV4's placeholder words. */
  readonly payloadHash: string;
  /** S3 signs the path encoded once; every other service encodes the encoded path again. */
  readonly pathEncoding: "once" | "twice";
}

/**
 * The text whose hash is signed. A presigned request leaves out its own `X-Amz-Signature`.
 *
 * @returns `undefined` when the path's percent escapes do not spell UTF-8.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function canonicalRequest(parts: CanonicalParts): string | undefined {
  const path = canonicalPath(parts.target.rawPath, parts.pathEncoding);
  if (path === undefined) return undefined;
  const headers = parts.signedHeaders.map((name) => `${name}:${parts.headers.get(name) ?? ""}\n`).join("");
  const query = canonicalQuery(parts.target.query);
  return [parts.method, path, query, headers, parts.signedHeaders.join(";"), parts.payloadHash].join("\n");
}

function canonicalPath(rawPath: string, encoding: "once" | "twice"): string | undefined {
  if (encoding === "twice") return encodePath(rawPath);
  try {
    return encodePath(decodeURIComponent(rawPath));
  } catch {
    return undefined;
  }
}

const encodePath = (path: string): string => path.split("/").map(encodeRfc3986).join("/");

function canonicalQuery(query: RequestTarget["query"]): string {
  return query
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => [encodeRfc3986(name), encodeRfc3986(value)] as const)
    .sort(([aName, aValue], [bName, bValue]) => compare(aName, bName) || compare(aValue, bValue))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** `encodeURIComponent` leaves `!'()*` alone; SigV4 keeps only letters, digits and `-._~`. */
export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
