import { fileAtPath } from "./file-at-path.ts";
import type { Aside } from "./host.ts";
import { nodeModule } from "./node-module.ts";

/**
 * Writes what comes once only into a temporary file.
 *
 * @returns the file, and what removes it.
 */
export async function putIntoFile(pieces: AsyncIterable<Uint8Array>): Promise<Aside> {
  const [fs, os, path] = [nodeModule("node:fs"), nodeModule("node:os"), nodeModule("node:path")];
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
