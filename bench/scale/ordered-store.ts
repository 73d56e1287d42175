import { createHash } from "node:crypto";
import type { ETag, ListedObject, ObjectStore, StoredObject } from "@flash/control-plane";
import { type EpochMs, epochMs } from "@flash/schemas";

/** Where `key` stands, or would stand, among sorted keys. */
function positionOf(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? "") < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Calls as S3 bills them: writes and listings are one price, reads another, deletions free. */
export interface Calls {
  readonly writes: number;
  readonly reads: number;
  readonly deletions: number;
}

/**
 * S3 in memory that stays fast with a million keys: sorted, a list per top-level folder. It counts calls as S3 bills
 * them: a listing costs one per thousand keys.
 */
export class OrderedStore implements ObjectStore {
  #counted: Calls = { writes: 0, reads: 0, deletions: 0 };
  refused = 0;
  readonly #objects = new Map<string, StoredObject>();
  readonly #folders = new Map<string, string[]>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** So far, all together. */
  get calls(): number {
    const { writes, reads, deletions } = this.#counted;
    return writes + reads + deletions;
  }

  get counted(): Calls {
    return this.#counted;
  }

  #count(kind: keyof Calls, calls = 1): void {
    this.#counted = { ...this.#counted, [kind]: this.#counted[kind] + calls };
  }

  async get(key: string): ReturnType<ObjectStore["get"]> {
    this.#count("reads");
    return { found: this.#objects.get(key) ?? null, at: this.#at() };
  }

  async create(key: string, body: string): Promise<ETag | null> {
    this.#count("writes");
    return this.#objects.has(key) ? this.#refuse() : this.#write(key, body);
  }

  async replace(key: string, body: string, etag: ETag): Promise<ETag | null> {
    this.#count("writes");
    return this.#objects.get(key)?.etag === etag ? this.#write(key, body) : this.#refuse();
  }

  async put(key: string, body: string): Promise<void> {
    this.#count("writes");
    this.#write(key, body);
  }

  async removeVersion(key: string, etag: ETag): Promise<boolean> {
    this.#count("deletions");
    if (this.#objects.get(key)?.etag !== etag) return this.#refuse() !== null;
    this.#delete(key);
    return true;
  }

  async remove(key: string): Promise<void> {
    this.#count("deletions");
    this.#delete(key);
  }

  async list(
    prefix: string,
    { startAfter = "", limit = Infinity }: { readonly startAfter?: string; readonly limit?: number } = {},
  ): ReturnType<ObjectStore["list"]> {
    const keys = this.#folders.get(folderOf(prefix)) ?? [];
    const objects: ListedObject[] = [];
    for (let index = positionOf(keys, prefix > startAfter ? prefix : startAfter); index < keys.length; index++) {
      const key = keys[index] ?? "";
      if (!key.startsWith(prefix) || objects.length >= limit) break;
      const object = this.#objects.get(key);
      if (object !== undefined && key > startAfter) {
        objects.push({ key, lastModified: object.lastModified, sizeBytes: object.body.length });
      }
    }
    this.#count("writes", Math.max(1, Math.ceil(objects.length / 1_000)));
    return { objects, at: this.#at() };
  }

  #refuse(): null {
    this.refused += 1;
    return null;
  }

  #at(): EpochMs {
    return epochMs(Math.floor(this.#now() / 1_000) * 1_000);
  }

  #write(key: string, body: string): ETag {
    if (!this.#objects.has(key)) {
      const folder = folderOf(key);
      const keys = this.#folders.get(folder) ?? [];
      this.#folders.set(folder, keys);
      keys.splice(positionOf(keys, key), 0, key);
    }
    const etag = createHash("md5").update(body).digest("hex");
    this.#objects.set(key, { body, etag, lastModified: this.#at() });
    return etag;
  }

  #delete(key: string): void {
    if (!this.#objects.delete(key)) return;
    const keys = this.#folders.get(folderOf(key)) ?? [];
    keys.splice(positionOf(keys, key), 1);
  }
}

const folderOf = (key: string): string => key.slice(0, key.indexOf("/") + 1);
