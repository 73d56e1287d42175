import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Blobs } from "./blobs.ts";
import { type Bucket, Catalog } from "./catalog.ts";
import { lockFolder } from "./folder-lock.ts";
import { Journal } from "./journal.ts";
import { KeyLocks } from "./key-locks.ts";
import { RecentDeletes } from "./recent-deletes.ts";
import type { BlobRef, StoreRecord } from "./records.ts";

export interface StoreOptions {
  /** Made if missing. */
  readonly folder: string;
  /** Runs before every write to the disk and may throw in its place. */
  readonly beforeWrite: () => void;
}

interface StoreParts {
  readonly blobs: Blobs;
  readonly catalog: Catalog;
  readonly journal: Journal<StoreRecord>;
  readonly unlock: () => Promise<void>;
  /** In the journal. */
  readonly records: number;
}

/** Garbage that a journal may carry before it is compacted, on top of three times what is alive. */
const SPARE_RECORDS = 10_000;

/**
 * Everything this S3 knows, on disk: `blobs/` holds bytes, `journal` says which bytes are which object. Bytes are flushed
 * before the journal names them, so a crash leaves either the old object or the new one, never half of one.
 */
export class Store {
  readonly blobs: Blobs;
  readonly catalog: Catalog;
  readonly locks = new KeyLocks();
  readonly deletes = new RecentDeletes();
  readonly #journal: Journal<StoreRecord>;
  readonly #unlock: () => Promise<void>;
  /** Buckets whose deletion is being written. */
  readonly #closing = new Set<string>();
  /** How many objects of a bucket are being written. */
  readonly #arriving = new Map<string, number>();
  #recordsInJournal: number;
  #lastSequence: number;
  #compacting: Promise<void> | undefined;

  private constructor(parts: StoreParts) {
    this.blobs = parts.blobs;
    this.catalog = parts.catalog;
    this.#journal = parts.journal;
    this.#unlock = parts.unlock;
    this.#recordsInJournal = parts.records;
    this.#lastSequence = parts.catalog.sequence;
  }

  /** @throws Error when the folder is in use or its journal damaged. */
  static async open({ folder, beforeWrite }: StoreOptions): Promise<Store> {
    await mkdir(folder, { recursive: true });
    const unlock = await lockFolder(folder);
    try {
      return await Store.#read({ folder, beforeWrite }, unlock);
    } catch (error) {
      await unlock();
      throw error;
    }
  }

  static async #read({ folder, beforeWrite }: StoreOptions, unlock: () => Promise<void>): Promise<Store> {
    const blobs = new Blobs(join(folder, "blobs"), beforeWrite);
    await blobs.prepare();
    const catalog = new Catalog(blobs);
    let records = 0;
    const journal = await Journal.open<StoreRecord>({
      file: join(folder, "journal"),
      replay: (record) => {
        records++;
        catalog.apply(record);
      },
      beforeWrite: () => blobs.flush(),
    });
    await blobs.removeLeftovers();
    const store = new Store({ blobs, catalog, journal, unlock, records });
    store.#compactIfWorthwhile();
    return store;
  }

  /** The bucket, unless its deletion is being written right now. */
  bucket(name: string): Bucket | undefined {
    return this.#closing.has(name) ? undefined : this.catalog.bucket(name);
  }

  /** Whether the bucket holds something or is about to. */
  isInUse(bucket: Bucket): boolean {
    return bucket.keys.size > 0 || this.#arriving.has(bucket.name);
  }

  /**
   * Makes the change durable, then visible. Rejects, with nothing changed, when the disk refuses. Whoever checks a bucket and
   * commits without waiting in between can rely on what was checked.
   */
  async commit(record: StoreRecord): Promise<void> {
    const leave = this.#enter(record);
    this.blobs.need(blobsIn(record));
    try {
      await this.#journal.append(record, () => {
        this.#recordsInJournal++;
        this.catalog.apply(record);
      });
    } finally {
      leave();
    }
    this.#compactIfWorthwhile();
  }

  #enter(record: StoreRecord): () => void {
    if (record.type === "bucket_deleted") {
      this.#closing.add(record.bucket);
      return () => this.#closing.delete(record.bucket);
    }
    if (record.type !== "version_put") return () => undefined;
    const { bucket } = record;
    this.#arriving.set(bucket, (this.#arriving.get(bucket) ?? 0) + 1);
    return () => {
      const left = (this.#arriving.get(bucket) ?? 1) - 1;
      if (left > 0) this.#arriving.set(bucket, left);
      else this.#arriving.delete(bucket);
    };
  }

  /** Larger than every one before, also over restarts. */
  nextSequence(): number {
    return ++this.#lastSequence;
  }

  async close(): Promise<void> {
    await this.#compacting;
    await this.#journal.close();
    await this.blobs.close();
    await this.#unlock();
  }

  #compactIfWorthwhile(): void {
    if (this.#compacting !== undefined) return;
    if (this.#recordsInJournal <= 3 * this.catalog.liveRecords + SPARE_RECORDS) return;
    this.#compacting = this.#journal
      .compact(() => {
        this.#recordsInJournal = this.catalog.liveRecords;
        return this.catalog.snapshot();
      })
      // Without room for a second journal the first one goes on growing; the next commit tries again.
      .catch(() => undefined)
      .finally(() => {
        this.#compacting = undefined;
      });
  }
}

function blobsIn(record: StoreRecord): readonly BlobRef[] {
  if (record.type === "version_put") return record.version.blobs;
  return record.type === "part_put" ? [record.part] : [];
}
