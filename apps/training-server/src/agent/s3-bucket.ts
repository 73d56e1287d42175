import { bytesS3Client, CHECKPOINT_TAG, documentsS3Client, putFile, readBytes, s3ObjectStore } from "@flash/aws";
import type { Bucket } from "./ports/bucket.ts";

/** The bucket on S3. Credentials, region and endpoint come from AWS's standard environment. */
export function s3Bucket(name: string): Bucket {
  const bytes = bytesS3Client();
  return {
    documents: s3ObjectStore(documentsS3Client(), name),
    async readBytes(key, signal) {
      const reading = await readBytes(bytes, name, key, { signal });
      return reading.kind === "found" ? reading.bytes : null;
    },
    async putFile(kind, key, path, signal) {
      // A browser must never run what a trainer has made, so no type that it would show.
      const file = { bucket: name, key, path, contentType: "application/octet-stream", signal };
      const tags = kind === "checkpoint" ? { tags: CHECKPOINT_TAG } : {};
      return (await putFile(bytes, { ...file, ...tags })).sha256;
    },
  };
}
