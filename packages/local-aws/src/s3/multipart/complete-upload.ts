import { createHash } from "node:crypto";
import {
  assertChecksumValue,
  CHECKSUM_ALGORITHMS,
  type Checksum,
  checksumElement,
  checksumHeader,
  combineChecksums,
} from "../body/checksums.ts";
import { readDocument } from "../body/receive-body.ts";
import { publishCreated } from "../events/publish.ts";
import { writeHeaders } from "../object/attributes.ts";
import { commitVersion } from "../object/commit.ts";
import { writeConditionOf } from "../object/put-object.ts";
import type { S3Service } from "../service.ts";
import { blobsOf, type Upload } from "../store/catalog.ts";
import type { ObjectContent, ObjectVersion, Part } from "../store/records.ts";
import { S3Error } from "../wire/errors.ts";
import { type Reply, xmlReply } from "../wire/reply.ts";
import type { ObjectRequest } from "../wire/request.ts";
import { childrenOf, readXml, requiredTextOf, textOf, type XmlElement } from "../wire/xml-read.ts";
import { tags } from "../wire/xml-write.ts";
import { unquote } from "../object/write-condition.ts";
import { requireUpload } from "./uploads.ts";

/** Of every part but the last. */
const MIN_PART_BYTES = 5 * 1024 ** 2;
const MAX_PARTS = 10_000;
const MAX_DOCUMENT_BYTES = 4 << 20;

/** The object becomes the list of its parts: not a byte is copied, and the upload ends in the same step. */
export async function completeUpload(request: ObjectRequest, service: S3Service): Promise<Reply> {
  const { store } = service;
  const { bucket, key } = request;
  const condition = writeConditionOf(request);
  const document = await readDocument(withoutObjectChecksum(request), MAX_DOCUMENT_BYTES);
  const upload = requireUpload(request, store);
  const parts = chosenParts(upload, readXml(document, "CompleteMultipartUpload"));
  const content = contentOf(upload, parts);
  assertDeclared(request, upload, content);
  const { uploadId, headers, metadata } = upload;
  // S3 dates a multipart object by the start of its upload.
  const draft = { headers, metadata, ...content, lastModified: upload.initiated };
  const recheck = (): void => void requireUpload(request, store);
  const version = await commitVersion(store, { bucket, key, draft, condition, completes: uploadId, recheck });
  publishCreated(service, request, { name: "ObjectCreated:CompleteMultipartUpload", key, version });
  return completeReply(request, version);
}

/** The checksum headers of this call speak of the object, not of the XML that is its body. */
function withoutObjectChecksum(request: ObjectRequest): ObjectRequest {
  const headers = new Map([...request.headers].filter(([name]) => !/^x-amz-(?:checksum-|sdk-checksum-)/.test(name)));
  return { ...request, headers };
}

/** @throws S3Error `MalformedXML`, `InvalidPartOrder`, `InvalidPart`, `EntityTooSmall`. */
function chosenParts(upload: Upload, root: XmlElement): readonly Part[] {
  const elements = childrenOf(root, "Part");
  if (elements.length === 0 || elements.length > MAX_PARTS) throw new S3Error("MalformedXML");
  let before = 0;
  const parts = elements.map((element) => {
    const partNumber = Number(requiredTextOf(element, "PartNumber"));
    if (!(partNumber > before)) throw new S3Error("InvalidPartOrder");
    before = partNumber;
    return matchingPart(upload, partNumber, element);
  });
  const small = parts.slice(0, -1).find((part) => part.sizeBytes < MIN_PART_BYTES);
  if (small === undefined) return parts;
  const { partNumber, sizeBytes, etag } = small;
  throw new S3Error("EntityTooSmall", {
    details: {
      ProposedSize: `${sizeBytes}`,
      MinSizeAllowed: `${MIN_PART_BYTES}`,
      PartNumber: `${partNumber}`,
      ETag: etag,
    },
  });
}

function matchingPart({ parts, uploadId, checksum }: Upload, partNumber: number, element: XmlElement): Part {
  const part = parts.get(partNumber);
  if (checksum?.type === "COMPOSITE" && textOf(element, checksumElement(checksum.algorithm)) === undefined)
    throw new S3Error("InvalidRequest", {
      message: `The upload was created using a ${checksum.algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${partNumber} in the request.`,
    });
  const etag = unquote(requiredTextOf(element, "ETag"));
  const fits =
    part?.etag === etag &&
    CHECKSUM_ALGORITHMS.every((algorithm) => {
      const claimed = textOf(element, checksumElement(algorithm));
      return claimed === undefined || claimed === part.checksums[algorithm];
    });
  if (part !== undefined && fits) return part;
  throw new S3Error("InvalidPart", { details: { UploadId: uploadId, PartNumber: `${partNumber}`, ETag: etag } });
}

function contentOf(upload: Upload, parts: readonly Part[]): ObjectContent {
  const md5 = createHash("md5");
  for (const part of parts) md5.update(Buffer.from(part.etag, "hex"));
  return {
    etag: `${md5.digest("hex")}-${parts.length}`,
    sizeBytes: parts.reduce((sum, part) => sum + part.sizeBytes, 0),
    blobs: parts.flatMap(blobsOf),
    ...combinedChecksum(upload, parts),
  };
}

function combinedChecksum(
  { checksum }: Upload,
  parts: readonly Part[],
): Pick<ObjectContent, "checksums" | "checksumType"> {
  if (checksum === undefined) return { checksums: {}, checksumType: "FULL_OBJECT" };
  const { algorithm, type } = checksum;
  if (type === "COMPOSITE" && parts.some((part, index) => part.partNumber !== index + 1))
    throw new S3Error("InvalidRequest", {
      message: "Composite checksums need consecutive part numbers that begin with 1.",
    });
  const values = parts.map((part) => ({ value: part.checksums[algorithm], sizeBytes: part.sizeBytes }));
  const known = values.flatMap(({ value, sizeBytes: size }) => (value === undefined ? [] : [{ value, size }]));
  if (known.length < values.length)
    throw new S3Error("InvalidRequest", {
      message: `The upload was created using a ${algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part.`,
    });
  return { checksums: { [algorithm]: combineChecksums(algorithm, type, known) }, checksumType: type };
}

/** @throws S3Error `BadDigest` or `InvalidRequest` when the whole is not what the client says it is. */
function assertDeclared({ headers }: ObjectRequest, upload: Upload, content: ObjectContent): void {
  const size = headers.get("x-amz-mp-object-size");
  if (size !== undefined && size !== `${content.sizeBytes}`)
    throw new S3Error("InvalidRequest", {
      message: `The provided 'x-amz-mp-object-size' header value ${size} does not match what was computed: ${content.sizeBytes}`,
    });
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const value = headers.get(checksumHeader(algorithm));
    if (value === undefined) continue;
    assertDeclaredChecksum({ algorithm, value }, upload, content);
  }
}

function assertDeclaredChecksum({ algorithm, value }: Checksum, upload: Upload, content: ObjectContent): void {
  if (upload.checksum?.algorithm !== algorithm)
    throw new S3Error("InvalidRequest", {
      message: `The upload was not created with the ${algorithm} checksum algorithm.`,
    });
  const [digest = "", count] = value.split("-");
  assertChecksumValue({ algorithm, value: digest });
  const computed = content.checksums[algorithm] ?? "";
  // The number of parts may be left out of a composite.
  if (value !== computed && !(count === undefined && computed.startsWith(`${digest}-`)))
    throw new S3Error("BadDigest", {
      message: `The ${algorithm} you specified did not match the calculated checksum.`,
    });
}

function completeReply({ bucket, key, headers }: ObjectRequest, version: ObjectVersion): Reply {
  const checksums = CHECKSUM_ALGORITHMS.flatMap((algorithm) => {
    const value = version.checksums[algorithm];
    return value === undefined
      ? []
      : [
          [checksumElement(algorithm), value],
          ["ChecksumType", version.checksumType],
        ];
  });
  const { "x-amz-version-id": versionId } = writeHeaders(version);
  const Location = `http://${headers.get("host") ?? ""}/${bucket}/${encodeURIComponent(key)}`;
  return xmlReply(
    "CompleteMultipartUploadResult",
    tags({ Location, Bucket: bucket, Key: key, ETag: `"${version.etag}"`, ...Object.fromEntries(checksums) }),
    versionId === undefined ? {} : { "x-amz-version-id": versionId },
  );
}
