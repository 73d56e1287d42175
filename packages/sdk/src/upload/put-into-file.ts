import { type FileAtPath, fileAtPath } from "./file-at-path.ts";
import { nodeModule } from "./node-module.ts";

/**
 * Writes what comes once only into a temporary file.
 *
 * @returns the file, and what removes it.
 */
export async function putIntoFile(
  pieces: AsyncIterable<Uint8Array>,
): Promise<{ file: FileAtPath; close: () => Promise<void> }> {
  const [fs, os, path] = [nodeModule("node:fs"), nodeModule("node:os"), nodeModule("node:path")];
  if (fs === undefined || os === undefined || path === undefined) throw new Error("there are no files here");
  const folder = await fs.promises.mkdtemp(path.join(os.tmpdir(), "flash-stream-"));
  const remove = (): Promise<void> => fs.promises.rm(folder, { recursive: true, force: true });
  try {
    const aside = path.join(folder, "source");
    await fs.promises.writeFile(aside, pieces);
    const file = await fileAtPath(aside);
    return { file, close: () => file.close().then(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}
