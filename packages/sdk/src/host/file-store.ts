import { sha256Of } from "../digest.ts";
import { nodeModule } from "./node-module.ts";
import type { ResumeStore } from "../upload/resume-store.ts";

/** @param folder - made if missing; `flash-uploads` in the folder for temporary files by default. */
export function fileStore(folder?: string): ResumeStore {
  const [fs, os, path] = [nodeModule("node:fs"), nodeModule("node:os"), nodeModule("node:path")];
  const place = folder ?? path.join(os.tmpdir(), "flash-uploads");
  const fileOf = async (key: string): Promise<string> =>
    path.join(place, await sha256Of(new TextEncoder().encode(key)));
  return {
    get: async (key) => {
      const file = await fileOf(key);
      return fs.existsSync(file) ? fs.promises.readFile(file, "utf8") : null;
    },
    set: async (key, value) => {
      await fs.promises.mkdir(place, { recursive: true, mode: 0o700 });
      await fs.promises.writeFile(await fileOf(key), value);
    },
    remove: async (key) => fs.promises.rm(await fileOf(key), { force: true }),
  };
}
