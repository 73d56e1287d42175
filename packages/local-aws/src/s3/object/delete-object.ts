import { readDocument } from "../body/receive-body.ts";
import { publishDeleted } from "../events/publish.ts";
import type { S3Service } from "../service.ts";
import { authorize, objectArn } from "../wire/authorize.ts";
import { asS3Error, S3Error } from "../wire/errors.ts";
import { emptyReply, type Reply, xmlReply } from "../wire/reply.ts";
import type { BucketRequest, ObjectRequest } from "../wire/request.ts";
import { childrenOf, readXml, requiredTextOf, textOf } from "../wire/xml-read.ts";
import { tag, tags, type Xml } from "../wire/xml-write.ts";
import { commitDelete, type DeleteOutcome, requireBucket } from "./commit.ts";
import { parseWriteCondition, type WriteCondition } from "./write-condition.ts";

export async function deleteObject(request: ObjectRequest, service: S3Service): Promise<Reply> {
  const condition = parseWriteCondition(request.headers, "delete");
  const outcome = await deleteOne(request, service, {
    key: request.key,
    versionId: request.query.get("versionId"),
    condition,
  });
  return emptyReply(204, outcomeHeaders(outcome));
}

interface Target {
  readonly key: string;
  readonly versionId: string | undefined;
  readonly condition: WriteCondition;
}

async function deleteOne(request: BucketRequest, service: S3Service, target: Target): Promise<DeleteOutcome> {
  const { key, versionId, condition } = target;
  const { bucket } = request;
  const arn = objectArn(bucket, key);
  authorize(request, versionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion", arn);
  if (condition.kind !== "always") authorize(request, "s3:GetObject", arn);
  if (condition.kind !== "always" && versionId !== undefined)
    throw new S3Error("NotImplemented", { message: "A conditional delete applies to the current version only." });
  const outcome = await commitDelete(service.store, { bucket, key, versionId, condition, now: service.now() });
  publishDeleted(service, request, { key, outcome });
  return outcome;
}

function outcomeHeaders(outcome: DeleteOutcome): Record<string, string> {
  const version = outcome.kind === "marked" ? outcome.marker : outcome.kind === "removed" ? outcome.version : undefined;
  if (version === undefined || (version.versionId === "null" && !version.deleteMarker)) return {};
  return {
    "x-amz-version-id": version.versionId,
    ...(version.deleteMarker && { "x-amz-delete-marker": "true" }),
  };
}

const MAX_KEYS = 1000;
const MAX_DOCUMENT_BYTES = 2 << 20;

/** Each key succeeds or fails on its own; permissions and conditions are those of a single delete. */
export async function deleteObjects(request: BucketRequest, service: S3Service): Promise<Reply> {
  requireBucket(service.store, request.bucket);
  if (!hasDigest(request))
    throw new S3Error("InvalidRequest", {
      message: "Missing required header for this request: Content-MD5 OR x-amz-checksum-*",
    });
  const root = readXml(await readDocument(request, MAX_DOCUMENT_BYTES), "Delete");
  const quiet = textOf(root, "Quiet")?.trim() === "true";
  const targets = childrenOf(root, "Object").map((object): Target => {
    const etag = textOf(object, "ETag");
    const headers = new Map(etag === undefined ? [] : [["if-match", etag] as const]);
    const condition = parseWriteCondition(headers, "delete");
    return { key: requiredTextOf(object, "Key"), versionId: textOf(object, "VersionId"), condition };
  });
  if (targets.length === 0 || targets.length > MAX_KEYS) throw new S3Error("MalformedXML");
  const results: Xml[] = [];
  for (const target of targets) results.push(...(await resultOf(request, service, { target, quiet })));
  return xmlReply("DeleteResult", results);
}

const hasDigest = ({ headers }: BucketRequest): boolean =>
  [...headers.keys()].some(
    (name) => name === "content-md5" || name.startsWith("x-amz-checksum-") || name === "x-amz-trailer",
  );

async function resultOf(
  request: BucketRequest,
  service: S3Service,
  { target, quiet }: { readonly target: Target; readonly quiet: boolean },
): Promise<readonly Xml[]> {
  const { key: Key, versionId: VersionId } = target;
  try {
    const outcome = await deleteOne(request, service, target);
    return quiet ? [] : [tag("Deleted", tags({ Key, VersionId, ...markerElements(outcome) }))];
  } catch (error) {
    const refusal = asS3Error(error);
    if (!(refusal instanceof S3Error)) throw error;
    return [tag("Error", tags({ Key, VersionId, Code: refusal.code, Message: refusal.message }))];
  }
}

function markerElements(outcome: DeleteOutcome): Readonly<Record<string, string | boolean>> {
  const marker = outcome.kind === "marked" ? outcome.marker : outcome.kind === "removed" ? outcome.version : undefined;
  return marker?.deleteMarker === true ? { DeleteMarker: true, DeleteMarkerVersionId: marker.versionId } : {};
}
