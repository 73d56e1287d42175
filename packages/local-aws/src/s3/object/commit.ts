import { randomBytes } from "node:crypto";
import type { Bucket } from "../store/catalog.ts";
import type { ObjectAttributes, ObjectContent, ObjectVersion } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { S3Error } from "../wire/errors.ts";
import { assertWriteCondition, type WriteCondition } from "./write-condition.ts";

export interface ObjectAddress {
  readonly bucket: string;
  readonly key: string;
}

export interface VersionDraft extends ObjectAttributes, ObjectContent {
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
}

export interface WriteRequest extends ObjectAddress {
  readonly draft: VersionDraft;
  readonly condition: WriteCondition;
  /** The multipart upload that this write ends. */
  readonly completes?: string;
  /** Throws when the write must not happen any more; runs in the same step as the condition. */
  readonly recheck?: () => void;
}

/**
 * Writes an object in one step that no other change of the key can enter: condition, then journal, then memory. Of any
 * number of racing writers with `If-None-Match: *` or the same `If-Match`, one wins.
 */
export function commitVersion(store: Store, request: WriteRequest): Promise<ObjectVersion> {
  const { bucket: name, key, draft, condition, completes, recheck } = request;
  return store.locks.run(lockName(request), async () => {
    const bucket = requireBucket(store, name);
    assertWriteCondition(condition, currentVersion(bucket, key));
    recheck?.();
    const versionId = bucket.configuration.versioning === "Enabled" ? newVersionId() : "null";
    const lastModified = wholeSecond(draft.lastModified);
    const version = { ...draft, versionId, lastModified, deleteMarker: false, sequence: store.nextSequence() };
    await store.commit({
      type: "version_put",
      bucket: name,
      key,
      version,
      ...(completes !== undefined && { completes }),
    });
    return version;
  });
}

export interface DeleteRequest extends ObjectAddress {
  readonly condition: WriteCondition;
  /** Removes this version for good instead of hiding the key behind a delete marker. */
  readonly versionId?: string | undefined;
  readonly now: number;
}

export type DeleteOutcome =
  | { readonly kind: "nothing" }
  | { readonly kind: "removed"; readonly version: ObjectVersion; readonly sequence: number }
  | { readonly kind: "marked"; readonly marker: ObjectVersion };

/** Deletes under the same lock as {@link commitVersion}. Deleting what is not there succeeds, unless a condition forbids it. */
export function commitDelete(store: Store, request: DeleteRequest): Promise<DeleteOutcome> {
  return store.locks
    .run(lockName(request), async () => {
      const bucket = requireBucket(store, request.bucket);
      assertWriteCondition(request.condition, currentVersion(bucket, request.key));
      const versioned = bucket.configuration.versioning !== undefined;
      if (versioned && request.versionId === undefined) return mark(store, bucket, request);
      return remove(store, bucket, { ...request, versionId: request.versionId ?? "null" });
    })
    .then((outcome) => {
      if (outcome.kind !== "nothing") store.deletes.deleted(lockName(request));
      return outcome;
    });
}

async function remove(
  store: Store,
  bucket: Bucket,
  { key, versionId }: { readonly key: string; readonly versionId: string },
): Promise<DeleteOutcome> {
  const version = bucket.versions.get(key)?.find((candidate) => candidate.versionId === versionId);
  if (version === undefined) return { kind: "nothing" };
  const sequence = store.nextSequence();
  await store.commit({ type: "version_removed", bucket: bucket.name, key, versionId, sequence });
  return { kind: "removed", version, sequence };
}

async function mark(store: Store, bucket: Bucket, { key, now }: DeleteRequest): Promise<DeleteOutcome> {
  const marker: ObjectVersion = {
    versionId: bucket.configuration.versioning === "Enabled" ? newVersionId() : "null",
    lastModified: wholeSecond(now),
    deleteMarker: true,
    sequence: store.nextSequence(),
    etag: "d41d8cd98f00b204e9800998ecf8427e",
    sizeBytes: 0,
    blobs: [],
    checksums: {},
    checksumType: "FULL_OBJECT",
    headers: {},
    metadata: {},
  };
  await store.commit({ type: "version_put", bucket: bucket.name, key, version: marker });
  return { kind: "marked", marker };
}

/** @throws S3Error `NoSuchBucket`. */
export function requireBucket(store: Store, name: string): Bucket {
  const bucket = store.bucket(name);
  if (bucket === undefined) throw new S3Error("NoSuchBucket", { details: { BucketName: name } });
  return bucket;
}

/** What a plain GET would find: the newest version, unless it is a delete marker. */
export function currentVersion(bucket: Bucket, key: string): ObjectVersion | undefined {
  const newest = bucket.versions.get(key)?.[0];
  return newest?.deleteMarker === true ? undefined : newest;
}

export const lockName = ({ bucket, key }: ObjectAddress): string => `${bucket}/${key}`;

const newVersionId = (): string => randomBytes(24).toString("base64url");

const wholeSecond = (epochMs: number): number => Math.floor(epochMs / 1000) * 1000;
