/** The bytes that S3 shall accept at a presigned URL, and no others. */
export interface DeclaredFile {
  readonly sizeBytes: number;
  readonly contentType: string;
  /** In hex. */
  readonly sha256: string;
}

export interface SignedPut {
  readonly url: string;
  /** To be sent exactly so; the length is added by whoever sends. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Some bytes of one version of an object, which lie inside it. */
export interface FileRange {
  readonly etag: string;
  readonly offset: number;
  /** At least 1. */
  readonly lengthBytes: number;
}

/** A part of an upload. */
export interface DeclaredPart {
  /** From 1. */
  readonly partNumber: number;
  readonly sizeBytes: number;
  /** Of the part, in hex. */
  readonly sha256: string;
}

/** A part that has arrived. */
export interface ArrivedPart extends Omit<DeclaredPart, "sha256"> {
  readonly etag: string;
  /** null: sent without one. */
  readonly sha256: string | null;
}

/** S3 objects that are files: too large for a document, and never read whole. */
export interface Files {
  /** A URL that takes these very bytes, once, if the key is free; any other length, type or content is refused by S3. */
  signPut(key: string, file: DeclaredFile, expiresInS: number): Promise<SignedPut>;
  /** Begins an upload in parts, each with its SHA-256. @returns the upload's id. */
  beginParts(key: string, contentType: string): Promise<string>;
  /** A URL that takes this very part, and may be used again. */
  signPart(key: string, uploadId: string, part: DeclaredPart, expiresInS: number): Promise<SignedPut>;
  /** Sends a part from here. @returns it as {@link completeParts} wants it. */
  sendPart(key: string, uploadId: string, part: DeclaredPart, bytes: Uint8Array): Promise<ArrivedPart>;
  /** What has arrived, by number; null: no such upload, or none any more. */
  listParts(key: string, uploadId: string): Promise<readonly ArrivedPart[] | null>;
  /** One object of all parts, if the key is free. `gone`: no such upload any more. `taken`: the key has an object. */
  completeParts(key: string, uploadId: string, parts: readonly ArrivedPart[]): Promise<"completed" | "gone" | "taken">;
  /** Frees what has arrived. Fine for an upload that is over. */
  abortParts(key: string, uploadId: string): Promise<void>;
  /** A URL to fetch the object from, saved by browsers under `fileName`. */
  signGet(key: string, fileName: string, expiresInS: number): Promise<string>;
  /** null: no such object. */
  head(key: string): Promise<{ readonly sizeBytes: number; readonly etag: string } | null>;
  /** These bytes of this very version; null: it is not there any more. */
  readRange(key: string, range: FileRange, signal: AbortSignal): Promise<Uint8Array | null>;
  /**
   * The bytes as they come, from `firstByte` on, in bounded memory; null: no such object. An abort ends the reading with
   * an error. `firstByte` lies before the end.
   */
  read(
    key: string,
    signal: AbortSignal,
    firstByte?: number,
  ): Promise<{ readonly etag: string; readonly sizeBytes: number; readonly bytes: AsyncIterable<Uint8Array> } | null>;
}

/** Presigned URLs live at most so long; they also die with the credentials of whoever signed them. */
export const URL_LIFE_S = 900;
