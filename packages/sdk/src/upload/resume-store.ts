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
