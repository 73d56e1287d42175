import { bytesS3Client, presignDownload, presignUpload, readBytes, statObject } from "@flash/aws";
import type { Files } from "../files.ts";

/** {@link Files} on S3. */
export function s3Files(bucket: string): Files {
  const client = bytesS3Client();
  return {
    signPut: (key, file, expiresInSeconds) => presignUpload(client, { bucket, key, ...file, expiresInSeconds }),
    signGet: (key, fileName, expiresInSeconds) => presignDownload(client, { bucket, key, fileName, expiresInSeconds }),
    head: (key) => statObject(client, bucket, key),
    readRange: async (key, { etag, offset, lengthBytes }, signal) => {
      const range = { first: offset, last: offset + lengthBytes - 1 };
      const reading = await readBytes(client, bucket, key, { ifMatch: etag, range, signal });
      return reading.kind === "found" ? bytesOf(reading.bytes) : null;
    },
    read: async (key, signal) => {
      const reading = await readBytes(client, bucket, key, { signal });
      return reading.kind === "found" ? reading : null;
    },
  };
}

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const chunk of chunks) pieces.push(chunk);
  return Buffer.concat(pieces);
}
