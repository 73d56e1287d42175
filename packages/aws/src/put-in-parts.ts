import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import type { S3Client } from "@aws-sdk/client-s3";
import {
  abortMultipart,
  completeMultipart,
  createMultipart,
  type MultipartPlace,
  sendPart,
  type StoredPart,
} from "./multipart-upload.ts";
import type { FileUpload, StoredFile } from "./put-file.ts";

/** S3's limit. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MAX_PARTS = 10_000;

/**
 * Sends a file in parts, one after the other, over whatever is there: each is in memory as a whole, and is sent again by itself when a
 * connection breaks. What failed leaves no parts behind.
 *
 * @param partBytes - at least 5 MiB; more where the file would have too many parts.
 */
export async function putInParts(
  client: S3Client,
  file: FileUpload,
  { sizeBytes, partBytes }: { readonly sizeBytes: number; readonly partBytes: number },
): Promise<StoredFile> {
  const { bucket, key, path, signal } = file;
  const handle = await open(path);
  try {
    const place: MultipartPlace = { bucket, key, uploadId: await createMultipart(client, file) };
    try {
      const size = Math.max(partBytes, Math.ceil(sizeBytes / MAX_PARTS));
      const { parts, sha256 } = await sendParts(client, { file, place, handle }, { sizeBytes, partBytes: size });
      signal?.throwIfAborted();
      const done = await completeMultipart(client, place, parts, { over: "anything" });
      if (done.kind !== "completed")
        throw new Error(`the upload of ${key} in parts is ${done.kind}: it has to be sent again`);
      return { etag: done.etag, sizeBytes, sha256 };
    } catch (error) {
      // The bucket takes them away too, days later.
      await abortMultipart(client, place).catch(() => undefined);
      throw error;
    }
  } finally {
    await handle.close();
  }
}

interface Source {
  readonly file: FileUpload;
  readonly place: MultipartPlace;
  readonly handle: FileHandle;
}

async function sendParts(
  client: S3Client,
  { file, place, handle }: Source,
  { sizeBytes, partBytes }: { readonly sizeBytes: number; readonly partBytes: number },
): Promise<{ parts: readonly StoredPart[]; sha256: string }> {
  const whole = createHash("sha256");
  const parts: StoredPart[] = [];
  const buffer = Buffer.allocUnsafe(Math.min(partBytes, sizeBytes));
  for (let sentBytes = 0; sentBytes < sizeBytes; sentBytes += parts.at(-1)?.sizeBytes ?? 0) {
    file.signal?.throwIfAborted();
    const bytes = buffer.subarray(0, Math.min(partBytes, sizeBytes - sentBytes));
    await fill(bytes, handle, { path: file.path, position: sentBytes });
    whole.update(bytes);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    parts.push(await sendPart(client, place, { partNumber: parts.length + 1, sha256, bytes }, file.signal));
    file.onProgress?.(sentBytes + bytes.length, sizeBytes);
  }
  return { parts, sha256: whole.digest("hex") };
}

async function fill(
  bytes: Buffer,
  handle: FileHandle,
  { path, position }: { readonly path: string; readonly position: number },
): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const { bytesRead } = await handle.read(bytes, at, bytes.length - at, position + at);
    if (bytesRead === 0) throw new Error(`${path} became shorter while it was sent`);
    at += bytesRead;
  }
}
