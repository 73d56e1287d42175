import { createHash } from "node:crypto";
import { constants, createWriteStream } from "node:fs";
import type { Stats } from "node:fs";
import { lstat, open, realpath } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

/** What was copied. */
export interface CopiedFile {
  readonly sizeBytes: number;
  readonly sha256: string;
}

/**
 * Copies a file of a folder that a living trainer writes to. The trainer may remove the file, or put a link to somebody else's
 * in its place, at any moment: only what is a plain file of this very folder when it has been opened is copied.
 *
 * @returns null when it is not, or is gone.
 */
export async function copyPlainFile(folder: string, path: string, to: string): Promise<CopiedFile | null> {
  const from = join(folder, path);
  const file = await open(from, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => null);
  if (file === null) return null;
  try {
    const opened = await file.stat();
    if (!opened.isFile() || opened.nlink > 1 || !(await isStillThere(folder, path, opened))) return null;
    const hash = createHash("sha256");
    let sizeBytes = 0;
    async function* measured(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const chunk of bytes) {
        hash.update(chunk);
        sizeBytes += chunk.length;
        yield chunk;
      }
    }
    await pipeline(file.createReadStream({ autoClose: false }), measured, createWriteStream(to, { mode: 0o600 }));
    return { sizeBytes, sha256: hash.digest("hex") };
  } finally {
    await file.close();
  }
}

/** Whether what was opened is reached by its path without any link: a folder on the way may be one too. */
async function isStillThere(folder: string, path: string, opened: Stats): Promise<boolean> {
  const real = await realpath(join(folder, path)).catch(() => null);
  if (real === null || real !== join(await realpath(folder), path)) return false;
  const there = await lstat(real).catch(() => null);
  return there?.ino === opened.ino && there.dev === opened.dev;
}
