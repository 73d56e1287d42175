import { ListMultipartUploadsCommand, type MultipartUpload, type S3Client } from "@aws-sdk/client-s3";
import type { UnfinishedUpload, UnfinishedUploads } from "@flash/control-plane";
import { DATASETS_PREFIX } from "@flash/schemas";
import { abortMultipart } from "./multipart-upload.ts";
import { s3Failure } from "./s3-refusals.ts";
import { wholeSeconds } from "./store-clock.ts";

/** {@link UnfinishedUploads} on S3. @throws MissingPermission from each call; the SDK's error for outages. */
export function s3UnfinishedUploads(client: S3Client, bucket: string): UnfinishedUploads {
  /** The SDK has no paginator for this listing, which goes on behind two markers. */
  async function* listed(): AsyncGenerator<MultipartUpload, void, undefined> {
    let markers: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } | null = {};
    while (markers !== null) {
      const command: ListMultipartUploadsCommand = new ListMultipartUploadsCommand({
        Bucket: bucket,
        Prefix: DATASETS_PREFIX,
        ...markers,
      });
      const page = await client.send(command);
      yield* page.Uploads ?? [];
      markers =
        page.IsTruncated === true ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker } : null;
    }
  }

  return {
    async begunBefore(time) {
      const old: UnfinishedUpload[] = [];
      try {
        for await (const { Key: key = "", UploadId: uploadId = "", Initiated } of listed()) {
          const begunAt = wholeSeconds(Initiated, `time of an upload of ${key}`);
          if (begunAt < time) old.push({ key, uploadId, begunAt });
        }
      } catch (error) {
        throw s3Failure(error, "list uploads", { bucket, key: DATASETS_PREFIX });
      }
      return old;
    },
    abort: ({ key, uploadId }) => abortMultipart(client, { bucket, key, uploadId }),
  };
}
