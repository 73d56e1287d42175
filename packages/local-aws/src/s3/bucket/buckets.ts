import { readDocument } from "../body/receive-body.ts";
import { requireBucket } from "../object/commit.ts";
import type { S3Service } from "../service.ts";
import { bucketArn } from "../wire/authorize.ts";
import { S3Error } from "../wire/errors.ts";
import { emptyReply, type Reply, xmlReply } from "../wire/reply.ts";
import type { BucketRequest, S3Request } from "../wire/request.ts";
import { readXml, textOf } from "../wire/xml-read.ts";
import { tag, tags } from "../wire/xml-write.ts";
import { ownerXml } from "./list-parameters.ts";

const MAX_DOCUMENT_BYTES = 64 * 1024;

export function listBuckets({ query }: S3Request, { store }: S3Service): Reply {
  const prefix = query.get("prefix") ?? "";
  const buckets = store.catalog.buckets().filter(({ name }) => name.startsWith(prefix));
  return xmlReply("ListAllMyBucketsResult", [
    ownerXml("Owner"),
    tag(
      "Buckets",
      buckets.map(({ name: Name, created }) =>
        tag("Bucket", tags({ Name, CreationDate: new Date(created).toISOString() })),
      ),
    ),
  ]);
}

export async function createBucket(request: BucketRequest, service: S3Service): Promise<Reply> {
  const { bucket } = request;
  assertBucketName(bucket);
  await assertLocation(request, service.region);
  return service.store.locks.run(bucket, async () => {
    if (service.store.catalog.bucket(bucket) !== undefined)
      throw new S3Error("BucketAlreadyOwnedByYou", { details: { BucketName: bucket } });
    await service.store.commit({ type: "bucket_created", bucket, created: service.now() });
    return emptyReply(200, { location: `/${bucket}`, "x-amz-bucket-arn": bucketArn(bucket) });
  });
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function assertBucketName(name: string): void {
  const wellFormed = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes("..");
  const looksLikeAddress = /^\d+\.\d+\.\d+\.\d+$/.test(name);
  if (!wellFormed || looksLikeAddress) throw new S3Error("InvalidBucketName", { details: { BucketName: name } });
}

async function assertLocation(request: BucketRequest, region: string): Promise<void> {
  const document = await readDocument(request, MAX_DOCUMENT_BYTES);
  if (document === "") return;
  const location = textOf(readXml(document, "CreateBucketConfiguration"), "LocationConstraint")?.trim();
  if (location === undefined || location === region) return;
  throw new S3Error("IllegalLocationConstraintException", {
    message: `The ${location} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  });
}

export function headBucket({ bucket }: BucketRequest, { store, region }: S3Service): Reply {
  requireBucket(store, bucket);
  return emptyReply(200, { "x-amz-bucket-region": region, "x-amz-bucket-arn": bucketArn(bucket) });
}

/** Only an empty bucket goes; uploads under way in it are aborted. */
export async function deleteBucket({ bucket: name }: BucketRequest, { store }: S3Service): Promise<Reply> {
  return store.locks.run(name, async () => {
    const bucket = requireBucket(store, name);
    if (store.isInUse(bucket)) throw new S3Error("BucketNotEmpty", { details: { BucketName: name } });
    await store.commit({ type: "bucket_deleted", bucket: name });
    return emptyReply(204);
  });
}

/** For the first region ever S3 gives no name. */
export function getBucketLocation({ bucket }: BucketRequest, { store, region }: S3Service): Reply {
  requireBucket(store, bucket);
  return xmlReply("LocationConstraint", region === "us-east-1" ? [] : [{ markup: region }]);
}
