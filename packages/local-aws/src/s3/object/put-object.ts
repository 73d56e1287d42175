import { storeBody } from "../body/receive-body.ts";
import { publishCreated } from "../events/publish.ts";
import type { S3Service } from "../service.ts";
import { authorize, objectArn } from "../wire/authorize.ts";
import { S3Error } from "../wire/errors.ts";
import { emptyReply, type Reply } from "../wire/reply.ts";
import type { ObjectRequest } from "../wire/request.ts";
import { checksumHeaders, parseAttributes, writeHeaders } from "./attributes.ts";
import { commitVersion, currentVersion, lockName, requireBucket } from "./commit.ts";
import { assertWriteCondition, parseWriteCondition, type WriteCondition } from "./write-condition.ts";

/** The condition is checked before the body, so that a hopeless upload costs nothing, and again when the object is committed. */
export async function putObject(request: ObjectRequest, service: S3Service): Promise<Reply> {
  const { store } = service;
  const { bucket, key } = request;
  const attributes = parseAttributes(request.headers);
  const condition = writeConditionOf(request);
  assertWriteCondition(condition, currentVersion(requireBucket(store, bucket), key));
  const watch = store.deletes.watch(lockName(request));
  const body = await storeBody(request, store.blobs).finally(watch.end);
  try {
    const { md5: etag, sizeBytes, blobs, checksums } = body;
    const content = { etag, sizeBytes, blobs, checksums, checksumType: "FULL_OBJECT" } as const;
    const draft = { ...attributes, ...content, lastModified: service.now() };
    const recheck = (): void => {
      if (condition.kind !== "always" && watch.deleted) throw new S3Error("ConditionalRequestConflict");
    };
    const version = await commitVersion(store, { bucket, key, draft, condition, recheck });
    publishCreated(service, request, { name: "ObjectCreated:Put", key, version });
    return emptyReply(200, { ...writeHeaders(version), ...checksumHeaders(version) });
  } finally {
    store.blobs.release(body.blobs);
  }
}

/**
 * `If-Match` reveals the object's ETag, so S3 asks for leave to read as well.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function writeConditionOf(request: ObjectRequest): WriteCondition {
  const condition = parseWriteCondition(request.headers, "write");
  if (condition.kind === "etag") authorize(request, "s3:GetObject", objectArn(request.bucket, request.key));
  return condition;
}
