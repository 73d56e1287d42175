import type { EpochMs } from "@flash/schemas";

/** An upload in parts that nobody has completed or aborted: S3 keeps its parts, and bills them, until somebody does. */
export interface UnfinishedUpload {
  readonly key: string;
  /** S3's name for it: a key may have several. */
  readonly uploadId: string;
  readonly begunAt: EpochMs;
}

/**
 * What a sweep needs of S3 to end uploads that were left behind. The bucket's lifecycle rule does the same, but a day
 * or two later and not on every store that speaks S3's protocol.
 */
export interface UnfinishedUploads {
  /** Of datasets, begun before that time, by key. */
  begunBefore(time: EpochMs): Promise<readonly UnfinishedUpload[]>;
  /** Frees the parts. Fine for one that is over already. */
  abort(upload: Pick<UnfinishedUpload, "key" | "uploadId">): Promise<void>;
}
