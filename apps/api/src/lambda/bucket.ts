import { lightObjectStore, signDownload, signPart, signUpload } from "@flash/aws/light";
import type { ObjectStore } from "@flash/control-plane";
import type { Files } from "../files.ts";
import type { ApiConfig } from "./config.ts";
import { filesOnDemand, storeOnDemand } from "./on-demand.ts";

type Place = Pick<ApiConfig, "bucket" | "s3">;

/** The platform's documents on S3. */
export const storeOf = ({ bucket, s3 }: Place): ObjectStore =>
  s3 === null ? storeOnDemand(bucket) : lightObjectStore(s3, bucket);

/** {@link Files} on S3. Signing asks nobody; with the first call that does, the AWS SDK is loaded. */
export function filesOf({ bucket, s3 }: Place): Files {
  const files = filesOnDemand(bucket);
  if (s3 === null) return files;
  return {
    ...files,
    signPut: async (key, file, expiresInSeconds) =>
      signUpload(s3, { bucket, key, ...file, expiresInSeconds }, new Date()),
    signPart: async (key, uploadId, part, expiresInSeconds) =>
      signPart(s3, { bucket, key, uploadId, ...part, expiresInSeconds }, new Date()),
    signGet: async (key, fileName, expiresInSeconds) =>
      signDownload(s3, { bucket, key, fileName, expiresInSeconds }, new Date()),
  };
}
