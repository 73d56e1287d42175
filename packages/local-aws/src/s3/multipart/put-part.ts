import { checksumElement, checksumHeader, parseAlgorithm } from "../body/checksums.ts";
import { storeBody, storeCopy, type StoredBody } from "../body/receive-body.ts";
import { parseRange, slicesOf } from "../object/byte-range.ts";
import { findCopySource } from "../object/copy-source.ts";
import type { S3Service } from "../service.ts";
import type { Upload } from "../store/catalog.ts";
import { readSlices } from "../store/read-slices.ts";
import type { Part } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { S3Error } from "../wire/errors.ts";
import { emptyReply, type Reply, xmlReply } from "../wire/reply.ts";
import type { ObjectRequest } from "../wire/request.ts";
import { tags } from "../wire/xml-write.ts";
import { requireUpload } from "./uploads.ts";

const MAX_PART_NUMBER = 10_000;

/** A part that is sent again under its number replaces the one before. */
export async function putPart(request: ObjectRequest, service: S3Service): Promise<Reply> {
  const { store } = service;
  const upload = requireUpload(request, store);
  const partNumber = parsePartNumber(request.query.get("partNumber"));
  const body = await storeBody(request, store.blobs);
  const part = await keepPart(store, upload, { partNumber, body, lastModified: service.now() });
  const checksums = Object.entries(part.checksums).map(([name, value]) => [
    checksumHeader(parseAlgorithm(name)),
    value,
  ]);
  return emptyReply(200, {
    etag: `"${part.etag}"`,
    "x-amz-server-side-encryption": "AES256",
    ...Object.fromEntries(checksums),
  });
}

/** A part whose bytes come from another object, or a range of it. */
export async function copyPart(request: ObjectRequest, service: S3Service): Promise<Reply> {
  const { store } = service;
  const upload = requireUpload(request, store);
  const partNumber = parsePartNumber(request.query.get("partNumber"));
  const { version } = findCopySource(request, service);
  const range = parseRange(request.headers.get("x-amz-copy-source-range"), version.sizeBytes);
  const slices = slicesOf(version, range ?? { start: 0, end: version.sizeBytes });
  store.blobs.retain(version.blobs);
  try {
    const body = await storeCopy(readSlices(store.blobs, slices), store.blobs, upload.checksum?.algorithm);
    const part = await keepPart(store, upload, { partNumber, body, lastModified: service.now() });
    const checksums = Object.entries(part.checksums).map(([name, value]) => [
      checksumElement(parseAlgorithm(name)),
      value,
    ]);
    const LastModified = new Date(part.lastModified).toISOString();
    return xmlReply("CopyPartResult", tags({ LastModified, ETag: `"${part.etag}"`, ...Object.fromEntries(checksums) }));
  } finally {
    store.blobs.release(version.blobs);
  }
}

interface NewPart {
  readonly partNumber: number;
  readonly body: StoredBody;
  readonly lastModified: number;
}

async function keepPart(
  store: Store,
  { uploadId, checksum }: Upload,
  { partNumber, body, lastModified }: NewPart,
): Promise<Part> {
  try {
    const [algorithm] = Object.keys(body.checksums);
    if (checksum !== undefined && algorithm !== checksum.algorithm)
      throw new S3Error("InvalidRequest", {
        message: `Checksum Type mismatch occurred, expected checksum Type: ${checksum.algorithm.toLowerCase()}, actual checksum Type: ${algorithm?.toLowerCase() ?? "null"}`,
      });
    // The upload may have been aborted or completed while the bytes came in.
    if (store.catalog.upload(uploadId) === undefined)
      throw new S3Error("NoSuchUpload", { details: { UploadId: uploadId } });
    const [blob = { id: "", sizeBytes: 0 }] = body.blobs;
    const part = { ...blob, partNumber, etag: body.md5, checksums: body.checksums, lastModified };
    await store.commit({ type: "part_put", uploadId, part });
    return part;
  } finally {
    store.blobs.release(body.blobs);
  }
}

function parsePartNumber(text: string | undefined): number {
  const partNumber = /^\d{1,5}$/.test(text ?? "") ? Number(text) : 0;
  if (partNumber >= 1 && partNumber <= MAX_PART_NUMBER) return partNumber;
  throw new S3Error("InvalidArgument", {
    message: `Part number must be an integer between 1 and ${MAX_PART_NUMBER}, inclusive`,
    details: { ArgumentName: "partNumber", ArgumentValue: text ?? "" },
  });
}
