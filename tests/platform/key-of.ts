import { createHash, randomBytes } from "node:crypto";
import { apiKeyKey } from "@flash/schemas";
import type { Scene } from "./scene.ts";

/** A new key of somebody who is no admin, as `npm run key` makes them. */
export async function keyOf({ bucket }: Scene, owner: string): Promise<string> {
  const key = `flash_${randomBytes(24).toString("base64url")}`;
  const sha256 = createHash("sha256").update(key).digest("hex");
  const fields = { owner, admin: false, created_at: Date.now(), expires_at: null, revoked_at: null };
  await bucket.put(apiKeyKey(sha256), JSON.stringify({ rev: 1, write_id: "by hand", ...fields }));
  return key;
}
