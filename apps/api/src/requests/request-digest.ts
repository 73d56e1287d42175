import { hexOf } from "../hex.ts";

/** JSON with the keys of every object in order and without what is undefined: equal values, equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`);
  return `{${fields.join(",")}}`;
}

/**
 * SHA-256 in hex of what is asked for, defaults filled in: spelling out a default makes it no other request.
 * The idempotency key names the request and is no part of it.
 */
export async function requestDigest(request: {
  readonly idempotencyKey?: string | undefined;
  readonly procedure?: string;
}): Promise<string> {
  const asked = canonicalJson({ ...request, idempotencyKey: undefined });
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(asked));
  return hexOf(new Uint8Array(digest));
}
