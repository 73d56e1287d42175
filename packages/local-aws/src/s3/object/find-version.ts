import type { Bucket } from "../store/catalog.ts";
import type { ObjectVersion } from "../store/records.ts";
import { missingOrDenied } from "../wire/authorize.ts";
import { S3Error } from "../wire/errors.ts";
import type { BucketRequest } from "../wire/request.ts";

export interface VersionAddress {
  readonly key: string;
  readonly versionId: string | undefined;
}

/**
 * The version that a read means.
 *
 * @throws S3Error `NoSuchKey`, `NoSuchVersion` or `MethodNotAllowed` (a delete marker asked for by its id); `AccessDenied` in
 *   place of the first two for callers who may not list the bucket.
 */
export function findVersion(request: BucketRequest, bucket: Bucket, address: VersionAddress): ObjectVersion {
  const { key, versionId } = address;
  const stack = bucket.versions.get(key) ?? [];
  const found = versionId === undefined ? stack[0] : stack.find((version) => version.versionId === versionId);
  if (found === undefined) {
    const missing =
      versionId === undefined ? new S3Error("NoSuchKey", { details: { Key: key } }) : noSuchVersion(address);
    throw missingOrDenied(request, missing);
  }
  if (!found.deleteMarker) return found;
  const headers = { "x-amz-delete-marker": "true", "x-amz-version-id": found.versionId };
  if (versionId !== undefined) throw new S3Error("MethodNotAllowed", { headers });
  throw missingOrDenied(request, new S3Error("NoSuchKey", { details: { Key: key }, headers }));
}

const noSuchVersion = ({ key, versionId = "" }: VersionAddress): S3Error =>
  new S3Error("NoSuchVersion", { details: { Key: key, VersionId: versionId } });
