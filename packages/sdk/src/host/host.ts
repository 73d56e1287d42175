import type { IncrementalHash } from "@flash/validation";
import type { ResumeStore } from "../upload/resume-store.ts";
import type { Put } from "./put.ts";

/**
 * What uploads ask of where they run. `#host` is `in-page.ts`, and under the condition `node`, where there are paths and a disk,
 * `in-node.ts`: no page has that one in its bundle.
 */
export interface Host {
  newSha256(): IncrementalHash;
  /** @throws FlashError `file_unreadable` for a path that leads to no file, or where there are no paths. */
  fileAtPath(path: string): Promise<FileAtPath>;
  /** Puts what comes once only where it can be read again. */
  putAside(pieces: AsyncIterable<Uint8Array>): Promise<Aside>;
  /** One that fails remembers nothing. */
  resumeStore(): ResumeStore;
  /** @param send - the client's own, where that can send files. */
  put(send: typeof fetch): Put;
}

/** A file of this computer that is held open. */
export interface FileAtPath {
  readonly name: string;
  readonly sizeBytes: number;
  /** All bytes from the start, each time. */
  stream(): AsyncIterable<Uint8Array>;
  /** Exactly `length` bytes. @throws FlashError `file_changed` when the file has become shorter. */
  readAt(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

/** Bytes that were put aside, and what takes them away. */
export interface Aside {
  readonly file: Blob | FileAtPath;
  close(): Promise<void>;
}
