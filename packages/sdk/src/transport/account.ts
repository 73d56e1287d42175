import { newIdempotencyKey } from "./idempotency-key.ts";

/**
 * Whose answers a client hears, for caches that keep those of several apart: the same for clients of one address and key, in a page
 * as on the server that has rendered it. It does not lead back to the key, of which it keeps 32 bits.
 *
 * @param apiKey - undefined: tokens change, so each client is somebody of its own.
 */
export const accountOf = (url: string, apiKey: string | undefined): string =>
  apiKey === undefined ? newIdempotencyKey() : String(hashOf(`${url} ${apiKey}`));

const hashOf = (text: string): number =>
  new TextEncoder().encode(text).reduce((hash, byte) => (Math.imul(hash, 31) + byte) | 0, 0);
