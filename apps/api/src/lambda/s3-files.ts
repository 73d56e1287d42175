import { bytesS3Client, presignDownload, presignUpload, readBytes, statObject } from "@flash/aws";
import type { Files } from "../files.ts";

/** {@link Files} on S3. */
export function s3Files(bucket: string): Files {
  const client = bytesS3Client();
  return {
    signPut: (key, file, expiresInSeconds) => presignUpload(client, { bucket, key, ...file, expiresInSeconds }),
    signGet: (key, fileName, expiresInSeconds) => presignDownload(client, { bucket, key, fileName, expiresInSeconds }),
    head: (key) => statObject(client, bucket, key),
    read: async (key, signal) => {
      const reading = await readBytes(client, bucket, key, { signal });
      return reading.kind === "found" ? reading : null;
    },
  };
}
