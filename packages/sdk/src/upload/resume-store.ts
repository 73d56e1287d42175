import { sha256Of } from "../digest.ts";
import { nodeModule } from "./node-module.ts";

/**
 * Remembers which upload a file belongs to, so that it goes on after a reload or a crash. What it holds is no secret and
 * needs no care: an upload that is not found in it begins anew, and what is found is compared with the storage's checksums.
 *
 * @example
 * ```ts
 * const kept = new Map<string, string>();
 * const resumeStore: ResumeStore = {
 *   get: (key) => kept.get(key) ?? null,
 *   set: (key, value) => void kept.set(key, value),
 *   remove: (key) => void kept.delete(key),
 * };
 * ```
 */
export interface ResumeStore {
  /** null: nothing is known. */
  get(key: string): Promise<string | null> | string | null;
  set(key: string, value: string): Promise<void> | void;
  remove(key: string): Promise<void> | void;
}

/** In a page its `localStorage`; in Node files in the folder for temporary ones; elsewhere nothing. */
export function defaultResumeStore(): ResumeStore | null {
  return pageStore() ?? fileStore();
}

function pageStore(): ResumeStore | null {
  try {
    const { localStorage } = globalThis;
    if (globalThis.document === undefined || localStorage === undefined) return null;
    return {
      get: (key) => localStorage.getItem(key),
      set: (key, value) => localStorage.setItem(key, value),
      remove: (key) => localStorage.removeItem(key),
    };
  } catch {
    // A page may be forbidden to keep anything: then even looking throws.
    return null;
  }
}

/** @param folder - made if missing; `flash-uploads` in the folder for temporary files by default. */
export function fileStore(folder?: string): ResumeStore | null {
  const [fs, os, path] = [nodeModule("node:fs"), nodeModule("node:os"), nodeModule("node:path")];
  if (fs === undefined || os === undefined || path === undefined) return null;
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
