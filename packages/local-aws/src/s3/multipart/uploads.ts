import { randomBytes } from "node:crypto";
import { type ChecksumType, isCrc, parseAlgorithm } from "../body/checksums.ts";
import { parseAttributes } from "../object/attributes.ts";
import type { S3Service } from "../service.ts";
import type { Upload } from "../store/catalog.ts";
import type { NewUpload } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { S3Error } from "../wire/errors.ts";
import { emptyReply, type Reply, xmlReply } from "../wire/reply.ts";
import type { ObjectRequest } from "../wire/request.ts";
import { tags } from "../wire/xml-write.ts";

export async function createUpload(request: ObjectRequest, service: S3Service): Promise<Reply> {
  const { bucket, key, headers, caller } = request;
  const uploadId = randomBytes(48).toString("base64url");
  const checksum = checksumPlan(headers);
  const upload: NewUpload = {
    ...parseAttributes(headers),
    uploadId,
    bucket,
    key,
    initiated: service.now(),
    initiator: caller.name,
    ...(checksum !== undefined && { checksum }),
  };
  await service.store.commit({ type: "upload_created", upload });
  return xmlReply("InitiateMultipartUploadResult", tags({ Bucket: bucket, Key: key, UploadId: uploadId }), {
    ...(checksum !== undefined && {
      "x-amz-checksum-algorithm": checksum.algorithm,
      "x-amz-checksum-type": checksum.type,
    }),
  });
}

/**
 * SHA checksums of a whole exist only as composites; CRC-64 only as full objects; the other CRCs can be either.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
function checksumPlan(headers: ReadonlyMap<string, string>): NewUpload["checksum"] {
  const name = headers.get("x-amz-checksum-algorithm");
  const type = headers.get("x-amz-checksum-type")?.toUpperCase();
  if (type !== undefined && type !== "COMPOSITE" && type !== "FULL_OBJECT")
    throw new S3Error("InvalidRequest", { message: "Value for x-amz-checksum-type header is invalid." });
  if (name === undefined && type === undefined) return undefined;
  if (name === undefined)
    throw new S3Error("InvalidRequest", {
      message: "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.",
    });
  const algorithm = parseAlgorithm(name);
  const chosen: ChecksumType = type ?? (algorithm === "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE");
  const possible = chosen === "FULL_OBJECT" ? isCrc(algorithm) : algorithm !== "CRC64NVME";
  if (possible) return { algorithm, type: chosen };
  throw new S3Error("InvalidRequest", {
    message: `The ${chosen} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
  });
}

export async function abortUpload(request: ObjectRequest, { store }: S3Service): Promise<Reply> {
  const { uploadId } = requireUpload(request, store);
  await store.commit({ type: "upload_aborted", uploadId });
  return emptyReply(204);
}

/** @throws S3Error `NoSuchUpload`, also when the id belongs to another key. */
export function requireUpload({ bucket, key, query }: ObjectRequest, store: Store): Upload {
  const uploadId = query.get("uploadId") ?? "";
  const upload = store.catalog.upload(uploadId);
  if (upload === undefined || upload.bucket !== bucket || upload.key !== key)
    throw new S3Error("NoSuchUpload", { details: { UploadId: uploadId } });
  return upload;
}
