import * as buckets from "./bucket/buckets.ts";
import * as configure from "./bucket/configure.ts";
import { listObjectsV1, listObjectsV2 } from "./bucket/list-objects.ts";
import { listVersions } from "./bucket/list-versions.ts";
import { copyObject } from "./object/copy-object.ts";
import { deleteObject, deleteObjects } from "./object/delete-object.ts";
import { getObject, headObject } from "./object/get-object.ts";
import { putObject } from "./object/put-object.ts";
import { abortUpload, createUpload } from "./multipart/uploads.ts";
import { completeUpload } from "./multipart/complete-upload.ts";
import { listParts, listUploads } from "./multipart/list-uploads.ts";
import { copyPart, putPart } from "./multipart/put-part.ts";
import { ACCOUNT_ID, type S3Service } from "./service.ts";
import { requireBucket } from "./object/commit.ts";
import { authorize, bucketArn, objectArn } from "./wire/authorize.ts";
import { S3Error } from "./wire/errors.ts";
import type { Reply } from "./wire/reply.ts";
import type { BucketRequest, ObjectRequest, S3Request } from "./wire/request.ts";

type Handler<Request> = (request: Request, service: S3Service) => Reply | Promise<Reply>;

interface Operation<Request> {
  readonly method: string;
  /** Query parameters that must be there; of several operations the first that fits is meant. */
  readonly query?: readonly string[];
  readonly header?: string;
  /** What the caller needs on the bucket or object; `undefined` where the operation decides for itself. */
  readonly action: string | undefined;
  readonly run: Handler<Request>;
}

const ON_BUCKET: readonly Operation<BucketRequest>[] = [
  { method: "GET", query: ["location"], action: "s3:GetBucketLocation", run: buckets.getBucketLocation },
  { method: "GET", query: ["cors"], action: "s3:GetBucketCORS", run: configure.getCors },
  { method: "PUT", query: ["cors"], action: "s3:PutBucketCORS", run: configure.putCors },
  { method: "DELETE", query: ["cors"], action: "s3:PutBucketCORS", run: configure.deleteCors },
  { method: "GET", query: ["notification"], action: "s3:GetBucketNotification", run: configure.getNotifications },
  { method: "PUT", query: ["notification"], action: "s3:PutBucketNotification", run: configure.putNotifications },
  { method: "GET", query: ["versioning"], action: "s3:GetBucketVersioning", run: configure.getVersioning },
  { method: "PUT", query: ["versioning"], action: "s3:PutBucketVersioning", run: configure.putVersioning },
  { method: "GET", query: ["lifecycle"], action: "s3:GetLifecycleConfiguration", run: configure.getLifecycle },
  { method: "PUT", query: ["lifecycle"], action: "s3:PutLifecycleConfiguration", run: configure.putLifecycle },
  { method: "DELETE", query: ["lifecycle"], action: "s3:PutLifecycleConfiguration", run: configure.deleteLifecycle },
  { method: "GET", query: ["uploads"], action: "s3:ListBucketMultipartUploads", run: listUploads },
  { method: "GET", query: ["versions"], action: "s3:ListBucketVersions", run: listVersions },
  { method: "POST", query: ["delete"], action: undefined, run: deleteObjects },
  { method: "GET", query: ["list-type"], action: "s3:ListBucket", run: listObjectsV2 },
  { method: "GET", action: "s3:ListBucket", run: listObjectsV1 },
  { method: "HEAD", action: "s3:ListBucket", run: buckets.headBucket },
  { method: "PUT", action: "s3:CreateBucket", run: buckets.createBucket },
  { method: "DELETE", action: "s3:DeleteBucket", run: buckets.deleteBucket },
];

const ON_OBJECT: readonly Operation<ObjectRequest>[] = [
  { method: "POST", query: ["uploads"], action: "s3:PutObject", run: createUpload },
  { method: "POST", query: ["uploadId"], action: "s3:PutObject", run: completeUpload },
  { method: "DELETE", query: ["uploadId"], action: "s3:AbortMultipartUpload", run: abortUpload },
  { method: "GET", query: ["uploadId"], action: "s3:ListMultipartUploadParts", run: listParts },
  { method: "PUT", query: ["uploadId"], header: "x-amz-copy-source", action: "s3:PutObject", run: copyPart },
  { method: "PUT", query: ["uploadId"], action: "s3:PutObject", run: putPart },
  { method: "PUT", header: "x-amz-copy-source", action: "s3:PutObject", run: copyObject },
  { method: "PUT", action: "s3:PutObject", run: putObject },
  { method: "GET", query: ["versionId"], action: "s3:GetObjectVersion", run: getObject },
  { method: "HEAD", query: ["versionId"], action: "s3:GetObjectVersion", run: headObject },
  { method: "GET", action: "s3:GetObject", run: getObject },
  { method: "HEAD", action: "s3:GetObject", run: headObject },
  { method: "DELETE", action: undefined, run: deleteObject },
];

/** Finds what a request asks for, checks that its caller may, and does it. */
export async function route(request: S3Request, service: S3Service): Promise<Reply> {
  const { bucket, key } = request;
  const owner = request.headers.get("x-amz-expected-bucket-owner");
  if (owner !== undefined && owner !== ACCOUNT_ID) throw new S3Error("AccessDenied");
  if (bucket === undefined) return onService(request, service);
  if (key === undefined) return onBucket({ ...request, bucket }, service);
  return onObject({ ...request, bucket, key }, service);
}

function onService(request: S3Request, service: S3Service): Reply {
  if (request.method !== "GET") throw methodNotAllowed(request);
  authorize(request, "s3:ListAllMyBuckets", "*");
  return buckets.listBuckets(request, service);
}

function onBucket(request: BucketRequest, service: S3Service): Reply | Promise<Reply> {
  const { action, run } = find(ON_BUCKET, request);
  if (run !== buckets.createBucket) requireBucket(service.store, request.bucket);
  if (action !== undefined) authorize(request, action, bucketArn(request.bucket));
  return run(request, service);
}

function onObject(request: ObjectRequest, service: S3Service): Reply | Promise<Reply> {
  const { action, run } = find(ON_OBJECT, request);
  requireBucket(service.store, request.bucket);
  const resource = objectArn(request.bucket, request.key);
  if (action !== undefined) authorize(request, action, resource);
  // Whoever writes an object with tags needs leave for both.
  if (request.headers.has("x-amz-tagging")) authorize(request, "s3:PutObjectTagging", resource);
  return run(request, service);
}

/** Sub-resources of S3 that are not here. To take one for a plain GET or PUT would do something else than was asked. */
const NOT_IMPLEMENTED = [
  "accelerate",
  "acl",
  "analytics",
  "attributes",
  "encryption",
  "intelligent-tiering",
  "inventory",
  "legal-hold",
  "logging",
  "metadataConfiguration",
  "metadataTable",
  "metrics",
  "object-lock",
  "ownershipControls",
  "policy",
  "policyStatus",
  "publicAccessBlock",
  "renameObject",
  "replication",
  "requestPayment",
  "restore",
  "retention",
  "select",
  "session",
  "tagging",
  "torrent",
  "website",
];

function find<Request>(operations: readonly Operation<Request>[], request: S3Request): Operation<Request> {
  const missing = NOT_IMPLEMENTED.find((name) => request.query.has(name));
  if (missing !== undefined)
    throw new S3Error("NotImplemented", {
      message: `The local S3 does not implement ?${missing}. Leave the call out when running on this machine.`,
      details: { Header: missing },
    });
  const operation = operations.find((candidate) => fits(candidate, request));
  if (operation === undefined) throw methodNotAllowed(request);
  return operation;
}

function fits<Request>({ method, query = [], header }: Operation<Request>, request: S3Request): boolean {
  return (
    request.method === method &&
    query.every((name) => request.query.has(name)) &&
    (header === undefined || request.headers.has(header))
  );
}

const methodNotAllowed = ({ method }: S3Request): S3Error =>
  new S3Error("MethodNotAllowed", { details: { Method: method } });
