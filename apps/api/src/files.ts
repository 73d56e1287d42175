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

/** S3 objects that are files: too large for a document, and never read whole. */
export interface Files {
  /** A URL that takes these very bytes, once, if the key is free; any other length, type or content is refused by S3. */
  signPut(key: string, file: DeclaredFile, expiresInS: number): Promise<SignedPut>;
  /** A URL to fetch the object from, saved by browsers under `fileName`. */
  signGet(key: string, fileName: string, expiresInS: number): Promise<string>;
  /** null: no such object. */
  head(key: string): Promise<{ readonly sizeBytes: number; readonly etag: string } | null>;
  /** These bytes of this very version; null: it is not there any more. */
  readRange(key: string, range: FileRange, signal: AbortSignal): Promise<Uint8Array | null>;
  /** The bytes as they come, in bounded memory; null: no such object. An abort ends the reading with an error. */
  read(
    key: string,
    signal: AbortSignal,
  ): Promise<{ readonly etag: string; readonly sizeBytes: number; readonly bytes: AsyncIterable<Uint8Array> } | null>;
}

/** Presigned URLs live at most so long; they also die with the credentials of whoever signed them. */
export const URL_LIFE_S = 900;
