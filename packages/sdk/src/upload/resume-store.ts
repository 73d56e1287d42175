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
export async function defaultResumeStore(): Promise<ResumeStore | null> {
  const store = pageStore();
  if (store !== null || nodeModule("node:fs") === undefined) return store;
  return (await import("./outside-of-pages.ts")).fileStore();
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
