import { createHash, randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** This data folder's key, made at the first start and readable by nobody else. */
export async function localApiKey(dataFolder: string): Promise<string> {
  const file = join(dataFolder, "api-key");
  try {
    return (await readFile(file, "utf8")).trim();
  } catch {
    const key = `flash_${randomBytes(24).toString("base64url")}`;
    await writeFile(file, `${key}\n`, { mode: 0o600 });
    return key;
  }
}

/** What the API is configured with: the hash of the key, its owner, and that it is an admin's. */
export const keyConfiguration = (key: string): string =>
  JSON.stringify([{ sha256: createHash("sha256").update(key).digest("hex"), owner: "local", admin: true }]);
