import type { ObjectStore } from "@flash/control-plane";

/** What the agent needs of S3: documents, and files of any size that never stand in memory as a whole. */
export interface Bucket {
  readonly documents: ObjectStore;
  /** The object's bytes as they arrive; null when there is no such object. Throws when `signal` is aborted. */
  readBytes(key: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array> | null>;
  /**
   * Uploads a file. Writes whatever is there: only the claimant of an attempt writes in its folder.
   *
   * @param kind - a checkpoint is taken away by the bucket itself, long after its job is over.
   * @returns the SHA-256 of what arrived, in hexadecimal digits.
   */
  putFile(kind: "model" | "checkpoint", key: string, path: string, signal: AbortSignal): Promise<string>;
}
