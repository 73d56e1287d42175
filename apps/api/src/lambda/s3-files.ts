import { presignDownload, presignUpload, readBytes, statObject } from "@flash/aws";
import type { Files } from "../files.ts";

type S3Client = Parameters<typeof statObject>[0];

/** {@link Files} on S3. */
export function s3Files(client: S3Client, bucket: string): Files {
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
