import { createHash, timingSafeEqual } from "node:crypto";
import { OwnerId } from "@flash/schemas";
import * as z from "zod";
import type { Caller } from "../context.ts";
import type { StoredKeys } from "./stored-keys.ts";

/** A key as it is configured: its hash, and whom it stands for. The key itself is nowhere but with its owner. */
export const ApiKey = z.strictObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/u, "the SHA-256 of the key: 64 lower-case hex digits"),
  owner: OwnerId,
  admin: z.boolean().default(false),
});
export type ApiKey = z.infer<typeof ApiKey>;

/** Keys are far shorter; what is longer is not worth hashing. */
const MAX_KEY_LENGTH = 512;

/** Keys in the bucket look like this; nobody has to be asked about others. */
const STORED_KEY = /^flash_[\w-]{32}$/u;

/** Looks among the configured keys, then among those that the bucket keeps. */
export function callerOfKey(
  configured: readonly ApiKey[],
  stored: Pick<StoredKeys, "callerOf">,
): (key: string) => Promise<Caller | null> {
  return async (key) => {
    if (key.length > MAX_KEY_LENGTH) return null;
    const digest = createHash("sha256").update(key).digest();
    const caller = configuredCaller(configured, digest);
    return caller ?? (STORED_KEY.test(key) ? stored.callerOf(digest.toString("hex")) : null);
  };
}

/** Every key is compared, each in constant time, so that the time it takes tells nothing about any of them. */
function configuredCaller(keys: readonly ApiKey[], digest: Buffer): Caller | null {
  const matching = keys.filter(({ sha256 }) => timingSafeEqual(digest, Buffer.from(sha256, "hex")));
  const [match] = matching;
  return match === undefined ? null : { owner: match.owner, admin: match.admin };
}
