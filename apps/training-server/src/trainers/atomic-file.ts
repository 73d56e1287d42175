import { mkdir, open, rename } from "node:fs/promises";
import { dirname } from "node:path";

/** Writes the whole file or nothing: a reader, or a run after a crash, never sees half of it. Makes the folder. */
export async function writeAtomically(path: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.tmp`;
  const file = await open(temporary, "w");
  try {
    await file.writeFile(bytes);
    // Without it a power cut can leave the new name on an empty file.
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
