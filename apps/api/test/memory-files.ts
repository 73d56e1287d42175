import { createHash } from "node:crypto";
import type { ArrivedPart, DeclaredFile, DeclaredPart, FileRange, Files } from "../src/files.ts";

interface Stored {
  readonly etag: string;
  readonly bytes: Uint8Array;
}

/** Bytes of one chunk of a reading: small, so that even short files come in several. */
const CHUNK_BYTES = 64;

/** {@link Files} in memory. URLs name what was signed and lead nowhere. */
export class MemoryFiles implements Files {
  readonly signed: { readonly key: string; readonly file: DeclaredFile; readonly expiresInS: number }[] = [];
  readonly calls: string[] = [];
  chunkBytes = CHUNK_BYTES;
  /** Awaited before each chunk of the readings that begin from now on: lets a test hold them up. */
  beforeChunk: () => Promise<void> = () => Promise.resolve();
  readonly #stored = new Map<string, Stored>();

  put(key: string, content: string | Uint8Array): void {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    this.#stored.set(key, { bytes, etag: `"${createHash("md5").update(bytes).digest("hex")}"` });
  }

  async signPut(key: string, file: DeclaredFile, expiresInS: number) {
    this.signed.push({ key, file, expiresInS });
    return { url: `https://files.test/${key}?put`, headers: { "content-type": file.contentType } };
  }

  /** Uploads in parts, by their ids. */
  readonly uploads = new Map<string, { key: string; parts: Map<number, ArrivedPart & { bytes: Uint8Array }> }>();
  readonly signedParts: (DeclaredPart & { readonly uploadId: string })[] = [];

  async beginParts(key: string) {
    const uploadId = `upload-${this.uploads.size + 1}`;
    this.uploads.set(uploadId, { key, parts: new Map() });
    return uploadId;
  }

  async signPart(key: string, uploadId: string, part: DeclaredPart) {
    this.signedParts.push({ ...part, uploadId });
    return {
      url: `https://files.test/${key}?part=${part.partNumber}`,
      headers: { "x-amz-checksum-sha256": part.sha256 },
    };
  }

  /** As S3 does with what comes to a part's URL. */
  putPart(uploadId: string, partNumber: number, bytes: Uint8Array): void {
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    this.uploads.get(uploadId)?.parts.set(partNumber, {
      partNumber,
      sizeBytes: bytes.length,
      sha256,
      etag: sha256.slice(0, 32),
      bytes,
    });
  }

  async sendPart(_key: string, uploadId: string, part: DeclaredPart, bytes: Uint8Array): Promise<ArrivedPart> {
    if (createHash("sha256").update(bytes).digest("hex") !== part.sha256) throw new Error("the digest is another one");
    // Not slice(), with which a Buffer goes on sharing its memory.
    this.putPart(uploadId, part.partNumber, new Uint8Array(bytes));
    const arrived = this.uploads.get(uploadId)?.parts.get(part.partNumber);
    if (arrived === undefined) throw new Error("the upload is over");
    return arrived;
  }

  async listParts(key: string, uploadId: string) {
    this.calls.push(`list parts of ${key}`);
    const upload = this.uploads.get(uploadId);
    return upload === undefined ? null : [...upload.parts.values()].sort((a, b) => a.partNumber - b.partNumber);
  }

  async completeParts(key: string, uploadId: string, parts: readonly ArrivedPart[]) {
    const upload = this.uploads.get(uploadId);
    if (upload === undefined) return "gone" as const;
    if (this.#stored.has(key)) return "taken" as const;
    this.put(
      key,
      Buffer.concat(parts.map(({ partNumber }) => upload.parts.get(partNumber)?.bytes ?? new Uint8Array())),
    );
    this.uploads.delete(uploadId);
    return "completed" as const;
  }

  async abortParts(_key: string, uploadId: string) {
    this.uploads.delete(uploadId);
  }

  async signGet(key: string, fileName: string) {
    return `https://files.test/${key}?as=${fileName}`;
  }

  async head(key: string) {
    this.calls.push(`head ${key}`);
    const stored = this.#stored.get(key);
    return stored === undefined ? null : { sizeBytes: stored.bytes.length, etag: stored.etag };
  }

  async readRange(key: string, { etag, offset, lengthBytes }: FileRange, signal: AbortSignal) {
    this.calls.push(`read ${key} from ${offset}`);
    signal.throwIfAborted();
    const stored = this.#stored.get(key);
    return stored?.etag === etag ? stored.bytes.slice(offset, offset + lengthBytes) : null;
  }

  async read(key: string, signal: AbortSignal, firstByte = 0) {
    this.calls.push(`read ${key}`);
    const stored = this.#stored.get(key);
    if (stored === undefined) return null;
    return {
      sizeBytes: stored.bytes.length,
      etag: stored.etag,
      bytes: this.#chunks(stored.bytes.subarray(firstByte), signal),
    };
  }

  async *#chunks(bytes: Uint8Array, signal: AbortSignal): AsyncGenerator<Uint8Array, void, unknown> {
    const { beforeChunk, chunkBytes } = this;
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      await beforeChunk();
      signal.throwIfAborted();
      yield bytes.subarray(at, at + chunkBytes);
    }
  }
}
