import type { S3Service } from "../service.ts";
import type { ObjectVersion } from "../store/records.ts";
import { authorize, objectArn } from "../wire/authorize.ts";
import { S3Error } from "../wire/errors.ts";
import type { ObjectRequest } from "../wire/request.ts";
import { requireBucket } from "./commit.ts";
import { findVersion } from "./find-version.ts";
import { assertCopyCondition } from "./read-condition.ts";

export interface CopySource {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
  readonly version: ObjectVersion;
}

/** Finds what `x-amz-copy-source` names, if the caller may read it and its conditions hold. */
export function findCopySource(request: ObjectRequest, { store }: S3Service): CopySource {
  const { bucket, key, versionId } = parseCopySource(request.headers.get("x-amz-copy-source") ?? "");
  authorize(request, versionId === undefined ? "s3:GetObject" : "s3:GetObjectVersion", objectArn(bucket, key));
  const version = findVersion({ ...request, bucket }, requireBucket(store, bucket), { key, versionId });
  assertCopyCondition(version, request.headers);
  return { bucket, key, versionId, version };
}

/** `[/]bucket/key[?versionId=id]`, percent-encoded. */
function parseCopySource(header: string): Omit<CopySource, "version"> {
  const [, path = "", versionId] = /^\/?(.*?)(?:\?versionId=(.*))?$/s.exec(header) ?? [];
  const slash = path.indexOf("/");
  const invalid = new S3Error("InvalidArgument", {
    message: "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
    details: { ArgumentName: "x-amz-copy-source", ArgumentValue: header },
  });
  if (slash < 1 || slash === path.length - 1) throw invalid;
  try {
    return { bucket: path.slice(0, slash), key: decodeURIComponent(path.slice(slash + 1)), versionId };
  } catch {
    throw invalid;
  }
}
