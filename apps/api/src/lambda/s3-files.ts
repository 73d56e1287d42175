import {
  abortMultipart,
  bytesS3Client,
  completeMultipart,
  createMultipart,
  listParts,
  presignDownload,
  presignPart,
  presignUpload,
  readBytes,
  sendPart,
  statObject,
} from "@flash/aws";
import type { Files } from "../files.ts";

/** {@link Files} on S3. */
export function s3Files(bucket: string, client = bytesS3Client()): Files {
  const upload = (key: string, uploadId: string) => ({ bucket, key, uploadId });
  return {
    signPut: (key, { sizeBytes, contentType, sha256 }, expiresInSeconds) =>
      presignUpload(client, { bucket, key, sizeBytes, contentType, sha256, expiresInSeconds }),
    beginParts: (key, contentType) => createMultipart(client, { bucket, key, contentType }),
    signPart: (key, uploadId, part, expiresInSeconds) =>
      presignPart(client, { ...upload(key, uploadId), ...part, expiresInSeconds }),
    sendPart: (key, uploadId, { partNumber, sha256 }, bytes) =>
      sendPart(client, upload(key, uploadId), { partNumber, sha256, bytes }),
    listParts: (key, uploadId) => listParts(client, upload(key, uploadId)),
    completeParts: async (key, uploadId, parts) => (await completeMultipart(client, upload(key, uploadId), parts)).kind,
    abortParts: (key, uploadId) => abortMultipart(client, upload(key, uploadId)),
    signGet: (key, fileName, expiresInSeconds) => presignDownload(client, { bucket, key, fileName, expiresInSeconds }),
    head: (key) => statObject(client, bucket, key),
    readRange: async (key, { etag, offset, lengthBytes }, signal) => {
      const range = { first: offset, last: offset + lengthBytes - 1 };
      const reading = await readBytes(client, bucket, key, { ifMatch: etag, range, signal });
      return reading.kind === "found" ? bytesOf(reading.bytes) : null;
    },
    read: async (key, signal, firstByte = 0) => {
      const range = firstByte === 0 ? {} : { range: { first: firstByte } };
      const reading = await readBytes(client, bucket, key, { signal, ...range });
      return reading.kind === "found" ? reading : null;
    },
  };
}

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const chunk of chunks) pieces.push(chunk);
  return Buffer.concat(pieces);
}
