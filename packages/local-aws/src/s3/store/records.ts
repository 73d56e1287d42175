import type { ChecksumAlgorithm, ChecksumType } from "../body/checksums.ts";
import type { CorsRule } from "../bucket/cors.ts";
import type { NotificationRule } from "../events/notification-rules.ts";

/** Bytes on disk, immutable once written. Several objects may share them: a copy does. */
export interface BlobRef {
  readonly id: string;
  readonly sizeBytes: number;
}

/** The representation headers that S3 keeps with an object and sends back. */
export type ObjectHeaders = Readonly<Record<string, string>>;

/** What a client set when it wrote the object. */
export interface ObjectAttributes {
  /** e.g. `content-type`, `cache-control`; lower-case names. */
  readonly headers: ObjectHeaders;
  /** User metadata without the `x-amz-meta-` prefix. */
  readonly metadata: Readonly<Record<string, string>>;
}

export type ChecksumValues = Readonly<Partial<Record<ChecksumAlgorithm, string>>>;

export interface ObjectContent {
  /** Without quotes: MD5 of the bytes in hex, or MD5 of the parts' MD5s with `-N`. */
  readonly etag: string;
  readonly sizeBytes: number;
  /** The bytes, in order. Of a multipart object each entry is one part. */
  readonly blobs: readonly BlobRef[];
  readonly checksums: ChecksumValues;
  readonly checksumType: ChecksumType;
}

export interface ObjectVersion extends ObjectAttributes, ObjectContent {
  /** `null` (the word) where the bucket keeps no versions. */
  readonly versionId: string;
  /** Milliseconds since the epoch, whole seconds: S3 keeps no finer time. */
  readonly lastModified: number;
  /** A delete marker has no content; it hides the versions below it. */
  readonly deleteMarker: boolean;
  /** Position in the order of all changes of this S3; tells events of one key apart. */
  readonly sequence: number;
}

export interface Part extends BlobRef {
  readonly partNumber: number;
  readonly etag: string;
  readonly checksums: ChecksumValues;
  readonly lastModified: number;
}

export interface NewUpload extends ObjectAttributes {
  readonly uploadId: string;
  readonly bucket: string;
  readonly key: string;
  readonly initiated: number;
  readonly initiator: string;
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly type: ChecksumType };
}

export interface BucketConfiguration {
  readonly versioning?: "Enabled" | "Suspended";
  readonly cors?: readonly CorsRule[];
  readonly notifications?: readonly NotificationRule[];
  /** The document as it was put. */
  readonly lifecycle?: string;
  /** Days after which incomplete uploads are aborted, as the lifecycle document says, by key prefix. */
  readonly abortUploads?: readonly { readonly prefix: string; readonly days: number }[];
}

/** One durable change. The journal is a list of these, and memory is what they add up to. */
export type StoreRecord =
  | { readonly type: "bucket_created"; readonly bucket: string; readonly created: number }
  | { readonly type: "bucket_deleted"; readonly bucket: string }
  | { readonly type: "bucket_configured"; readonly bucket: string; readonly configuration: BucketConfiguration }
  /** `completes` names the upload that ends with this very change. */
  | {
      readonly type: "version_put";
      readonly bucket: string;
      readonly key: string;
      readonly version: ObjectVersion;
      readonly completes?: string;
    }
  | {
      readonly type: "version_removed";
      readonly bucket: string;
      readonly key: string;
      readonly versionId: string;
      readonly sequence: number;
    }
  | { readonly type: "upload_created"; readonly upload: NewUpload }
  | { readonly type: "part_put"; readonly uploadId: string; readonly part: Part }
  | { readonly type: "upload_aborted"; readonly uploadId: string }
  /** Opens a compacted journal: the highest sequence that was ever given. */
  | { readonly type: "sequence"; readonly sequence: number };
