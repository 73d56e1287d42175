import { lchown, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { TrainerUser } from "../config/agent-config.ts";

/**
 * Makes a folder and all that is in it the user's, links themselves and not what they point to. What a trainer may only read stays the agent's.
 *
 * @param user - null: nobody's but the agent's own.
 */
export async function giveFolder(folder: string, user: TrainerUser | null): Promise<void> {
  if (user === null) return;
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const paths = [folder, ...entries.map(({ parentPath, name }) => join(parentPath, name))];
  for (const path of paths) await lchown(path, user.uid, user.gid);
}
