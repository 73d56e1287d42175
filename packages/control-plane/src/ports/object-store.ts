import type { EpochMs } from "@flash/schemas";

/** S3's word for the version of an object. Opaque: compared, never read. Equal bytes have equal ETags. */
export type ETag = string;

export interface StoredObject {
  readonly body: string;
  readonly etag: ETag;
  /** By the store's clock, cut to whole seconds as S3 does. */
  readonly lastModified: EpochMs;
}

export interface ListedObject {
  readonly key: string;
  readonly lastModified: EpochMs;
  readonly sizeBytes: number;
}

/** Every answer tells the store's time: the only clock that Flash goes by. */
export interface Dated {
  readonly at: EpochMs;
}

/**
 * What Flash needs of S3 for its documents (a few KB of JSON each).
 *
 * Reads after writes are consistent. A refused condition is an answer, not an error; it may be the echo of one's own
 * write whose answer was lost (the AWS SDK retries by itself), which is why {@link Documents} compares write ids.
 * Anything else that goes wrong throws, after which the write may or may not have happened.
 */
export interface ObjectStore {
  get(key: string): Promise<Dated & { readonly found: StoredObject | null }>;
  /** Writes only if `key` is free. Of racing callers exactly one gets an ETag; null: the key is taken. */
  create(key: string, body: string): Promise<ETag | null>;
  /** Writes only over the version `etag`. Of racing callers at most one gets an ETag; null: changed or gone. */
  replace(key: string, body: string, etag: ETag): Promise<ETag | null>;
  /** Writes whatever is there. For objects whose bytes never differ, such as index entries. */
  put(key: string, body: string): Promise<void>;
  /** Deletes only the version `etag`; false: changed or gone already. */
  removeVersion(key: string, etag: ETag): Promise<boolean>;
  /** Deletes whatever is there; a missing key is fine. */
  remove(key: string): Promise<void>;
  /**
   * Keys that start with `prefix`, in byte order, after `startAfter`.
   *
   * @param options.limit - at most so many, 1 to 1,000; without it every page is fetched.
   */
  list(
    prefix: string,
    options?: { readonly startAfter?: string; readonly limit?: number },
  ): Promise<Dated & { readonly objects: readonly ListedObject[] }>;
}
