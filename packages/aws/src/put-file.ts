import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { PutObjectCommand, S3ServiceException } from "@aws-sdk/client-s3";
import type { S3Client } from "@aws-sdk/client-s3";
import type { ETag } from "@flash/control-plane";
import { putInParts } from "./put-in-parts.ts";
import { base64Sha256 } from "./sha256-header.ts";
import { s3Failure } from "./s3-refusals.ts";

/** Larger files go in parts of so many bytes: S3 takes 5 GiB at once at most, and a PUT begins anew for each connection that breaks. */
const PART_BYTES = 64 * 1024 ** 2;

/** Before the second and the third try, give or take half. */
const RETRY_WAITS_MS = [200, 1_000];
const BROKEN_CONNECTION = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT"]);

/** A file on its way to S3. */
export interface FileUpload {
  readonly bucket: string;
  readonly key: string;
  /** Of a file that nobody writes to meanwhile: S3 refuses it if its bytes change between hashing and sending. */
  readonly path: string;
  /** MIME type. */
  readonly contentType: string;
  /** Of the object, by name; writing any needs `s3:PutObjectTagging`. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Told after each chunk that was handed to the network; starts again from 0 when a try has failed. */
  readonly onProgress?: (sentBytes: number, sizeBytes: number) => void;
  readonly signal?: AbortSignal;
  /** {@link PART_BYTES} unless given, at least 5 MiB. */
  readonly partBytes?: number;
}

export interface StoredFile {
  readonly etag: ETag;
  readonly sizeBytes: number;
  /** Of what was sent, as 64 hexadecimal digits; S3 has compared it, or each part's, with what arrived. */
  readonly sha256: string;
}

/**
 * Streams a file into S3 over whatever is there, in bounded memory: a large one in parts, any other in one PUT, for which it is read once for
 * its SHA-256, then once for each of at most three tries, since the SDK itself cannot send a stream twice.
 *
 * @param client - see {@link bytesS3Client}.
 * @throws MissingPermission; the signal's reason
 */
export async function putFile(client: S3Client, file: FileUpload): Promise<StoredFile> {
  const { size: sizeBytes } = await stat(file.path);
  const { partBytes = PART_BYTES } = file;
  if (sizeBytes > partBytes) return putInParts(client, file, { sizeBytes, partBytes });
  const sha256 = await sha256Of(file.path, file.signal);
  const etag = await triedThrice(() => putOnce(client, file, { sizeBytes, sha256 }), file.signal);
  return { etag, sizeBytes, sha256 };
}

async function sha256Of(path: string, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    signal?.throwIfAborted();
    hash.update(chunk);
  }
  return hash.digest("hex");
}

async function triedThrice(upload: () => Promise<ETag>, signal: AbortSignal | undefined): Promise<ETag> {
  for (const waitMs of RETRY_WAITS_MS) {
    try {
      return await upload();
    } catch (error) {
      if (!mayPass(error)) throw error;
      await sleep(waitMs * (0.5 + Math.random()), undefined, signal === undefined ? {} : { signal });
    }
  }
  return upload();
}

/** Whether the same bytes may get through next time: S3's own failures and broken connections. */
function mayPass(error: unknown): boolean {
  if (error instanceof S3ServiceException) {
    return (error.$metadata.httpStatusCode ?? 0) >= 500 || error.name === "RequestTimeout";
  }
  if (!(error instanceof Error)) return false;
  return error.name === "TimeoutError" || ("code" in error && BROKEN_CONNECTION.has(String(error.code)));
}

interface Content {
  readonly sizeBytes: number;
  readonly sha256: string;
}

async function putOnce(client: S3Client, file: FileUpload, content: Content): Promise<ETag> {
  const { bucket, key, contentType, tags, signal } = file;
  const { body, unreadable } = bodyOf(file, content.sizeBytes);
  const abortSignal = AbortSignal.any([unreadable, ...(signal === undefined ? [] : [signal])]);
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: body,
    ContentLength: content.sizeBytes,
    ContentType: contentType,
    ...(tags === undefined ? {} : { Tagging: new URLSearchParams(tags).toString() }),
    ChecksumSHA256: base64Sha256(content.sha256),
  });
  try {
    const { ETag: etag } = await client.send(command, { abortSignal });
    if (etag === undefined) throw new Error(`S3's answer about ${key} has no ETag`);
    return etag;
  } catch (error) {
    abortSignal.throwIfAborted();
    throw s3Failure(error, "write", { bucket, key });
  } finally {
    body.destroy();
  }
}

/** @returns `unreadable`: aborted when the file fails or ends too early, which the SDK's pipe would wait for silently. */
function bodyOf({ path, onProgress }: FileUpload, sizeBytes: number): { body: Readable; unreadable: AbortSignal } {
  const unreadable = new AbortController();
  const body: Readable = sizeBytes === 0 ? Readable.from([]) : createReadStream(path, { end: sizeBytes - 1 });
  let sentBytes = 0;
  body.on("data", (chunk: Buffer) => {
    sentBytes += chunk.length;
    onProgress?.(sentBytes, sizeBytes);
  });
  // Listening has set it flowing; it must not before the SDK takes it.
  body.pause();
  body.on("error", (error) => unreadable.abort(error));
  body.on("end", () => {
    if (sentBytes < sizeBytes) unreadable.abort(new Error(`${path} became shorter while it was sent`));
  });
  return { body, unreadable: unreadable.signal };
}
