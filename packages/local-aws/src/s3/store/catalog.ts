import type { Blobs } from "./blobs.ts";
import { SortedKeys } from "./key-order.ts";
import type { BlobRef, BucketConfiguration, NewUpload, ObjectVersion, Part, StoreRecord } from "./records.ts";

export interface Upload extends NewUpload {
  readonly parts: ReadonlyMap<number, Part>;
}

/** One bucket as memory knows it. */
export interface Bucket {
  readonly name: string;
  readonly created: number;
  readonly configuration: BucketConfiguration;
  /** Every key that has a version, delete markers included. */
  readonly keys: SortedKeys;
  /** Newest first; never empty. */
  readonly versions: ReadonlyMap<string, readonly ObjectVersion[]>;
}

interface MutableBucket extends Bucket {
  configuration: BucketConfiguration;
  readonly versions: Map<string, readonly ObjectVersion[]>;
}

interface MutableUpload extends Upload {
  readonly parts: Map<number, Part>;
}

/** What all changes so far add up to. It changes only through {@link Catalog.apply}, and keeps count of the blobs it needs. */
export class Catalog {
  readonly #blobs: Pick<Blobs, "retain" | "release">;
  readonly #buckets = new Map<string, MutableBucket>();
  readonly #uploads = new Map<string, MutableUpload>();
  #sequence = 0;
  #records = 0;

  constructor(blobs: Pick<Blobs, "retain" | "release">) {
    this.#blobs = blobs;
  }

  /** The highest sequence given so far. */
  get sequence(): number {
    return this.#sequence;
  }

  /** How many records {@link Catalog.snapshot} would write: the size below which no journal can be brought. */
  get liveRecords(): number {
    return this.#records;
  }

  bucket(name: string): Bucket | undefined {
    return this.#buckets.get(name);
  }

  buckets(): readonly Bucket[] {
    return [...this.#buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  upload(uploadId: string): Upload | undefined {
    return this.#uploads.get(uploadId);
  }

  uploadsOf(bucket: string): readonly Upload[] {
    return [...this.#uploads.values()].filter((upload) => upload.bucket === bucket);
  }

  apply(record: StoreRecord): void {
    switch (record.type) {
      case "bucket_created":
        this.#createBucket(record.bucket, record.created);
        return;
      case "bucket_deleted":
        this.#deleteBucket(record.bucket);
        return;
      case "bucket_configured":
        this.#bucketOf(record).configuration = record.configuration;
        return;
      case "version_put":
        this.#putVersion(this.#bucketOf(record), record.key, record.version);
        if (record.completes !== undefined) this.#endUpload(record.completes);
        return;
      case "version_removed":
        this.#sequence = Math.max(this.#sequence, record.sequence);
        this.#removeVersion(this.#bucketOf(record), record.key, record.versionId);
        return;
      case "upload_created":
        this.#records++;
        this.#uploads.set(record.upload.uploadId, { ...record.upload, parts: new Map() });
        return;
      case "part_put":
        this.#putPart(record.uploadId, record.part);
        return;
      case "upload_aborted":
        this.#endUpload(record.uploadId);
        return;
      case "sequence":
        this.#sequence = Math.max(this.#sequence, record.sequence);
    }
  }

  /** The shortest list of changes that adds up to the same. */
  *snapshot(): Generator<StoreRecord> {
    yield { type: "sequence", sequence: this.#sequence };
    for (const { name: bucket, created, configuration, versions } of this.#buckets.values()) {
      yield { type: "bucket_created", bucket, created };
      yield { type: "bucket_configured", bucket, configuration };
      for (const [key, stack] of versions)
        for (const version of stack.toReversed()) yield { type: "version_put", bucket, key, version };
    }
    for (const { parts, ...upload } of this.#uploads.values()) {
      yield { type: "upload_created", upload };
      for (const part of parts.values()) yield { type: "part_put", uploadId: upload.uploadId, part };
    }
  }

  #bucketOf(record: { readonly bucket: string }): MutableBucket {
    const bucket = this.#buckets.get(record.bucket);
    if (bucket === undefined) throw new Error(`The journal names the bucket ${record.bucket}, which does not exist`);
    return bucket;
  }

  #createBucket(name: string, created: number): void {
    this.#records += 2;
    this.#buckets.set(name, { name, created, configuration: {}, keys: new SortedKeys(), versions: new Map() });
  }

  #deleteBucket(name: string): void {
    this.#records -= 2;
    for (const upload of this.uploadsOf(name)) this.#endUpload(upload.uploadId);
    this.#buckets.delete(name);
  }

  #putVersion(bucket: MutableBucket, key: string, version: ObjectVersion): void {
    this.#sequence = Math.max(this.#sequence, version.sequence);
    this.#blobs.retain(version.blobs);
    const older = bucket.versions.get(key);
    if (older === undefined) bucket.keys.add(key);
    const kept = version.versionId === "null" ? this.#without(older ?? [], "null") : (older ?? []);
    bucket.versions.set(key, [version, ...kept]);
    this.#records++;
  }

  #removeVersion(bucket: MutableBucket, key: string, versionId: string): void {
    const left = this.#without(bucket.versions.get(key) ?? [], versionId);
    if (left.length > 0) bucket.versions.set(key, left);
    else if (bucket.versions.delete(key)) bucket.keys.delete(key);
  }

  #without(stack: readonly ObjectVersion[], versionId: string): readonly ObjectVersion[] {
    const removed = stack.filter((version) => version.versionId === versionId);
    for (const version of removed) this.#blobs.release(version.blobs);
    this.#records -= removed.length;
    return removed.length === 0 ? stack : stack.filter((version) => version.versionId !== versionId);
  }

  #putPart(uploadId: string, part: Part): void {
    const parts = this.#uploads.get(uploadId)?.parts;
    if (parts === undefined) return;
    this.#blobs.retain(blobsOf(part));
    const replaced = parts.get(part.partNumber);
    if (replaced === undefined) this.#records++;
    else this.#blobs.release(blobsOf(replaced));
    parts.set(part.partNumber, part);
  }

  #endUpload(uploadId: string): void {
    const upload = this.#uploads.get(uploadId);
    if (upload === undefined || !this.#uploads.delete(uploadId)) return;
    for (const part of upload.parts.values()) this.#blobs.release(blobsOf(part));
    this.#records -= 1 + upload.parts.size;
  }
}

/** A part without bytes has no file. */
export const blobsOf = (blob: BlobRef): readonly BlobRef[] =>
  blob.sizeBytes === 0 ? [] : [{ id: blob.id, sizeBytes: blob.sizeBytes }];
