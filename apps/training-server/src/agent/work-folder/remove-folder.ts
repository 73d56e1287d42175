import { randomUUID } from "node:crypto";
import { chmod, readdir, rename, rm, rmdir, unlink } from "node:fs/promises";
import { join } from "node:path";

/**
 * Removes a folder, whatever a trainer has made of it; fine when there is none. What cannot be removed would stand in the way of every job that
 * comes after it.
 */
export async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch(() => removeStubborn(path));
}

/**
 * For what `rm` gives up at: folders in folders, until their path is longer than the system takes, and folders that may not be
 * written to. Each folder is moved up to the first one, under a short name, before it is looked into.
 */
async function removeStubborn(root: string): Promise<void> {
  const folders = [root];
  // It grows while it is gone through.
  for (const folder of folders) {
    await openUp(folder);
    // A trainer's names may be bytes that are no UTF-8.
    for (const entry of await readdir(folder, { withFileTypes: true, encoding: "buffer" })) {
      const path = Buffer.concat([Buffer.from(`${folder}/`), entry.name]);
      if (!entry.isDirectory()) {
        await unlink(path);
        continue;
      }
      await openUp(path);
      const near = join(root, randomUUID());
      await rename(path, near);
      folders.push(near);
    }
  }
  for (const folder of folders.toReversed()) await rmdir(folder);
}

/** An agent that is root needs no permission; any other owns what its trainers have made. */
async function openUp(folder: string | Buffer): Promise<void> {
  if (process.getuid?.() !== 0) await chmod(folder, 0o700);
}
