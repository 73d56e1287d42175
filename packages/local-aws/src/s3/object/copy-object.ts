import { checksumElement, type ChecksumAlgorithm, parseAlgorithm } from "../body/checksums.ts";
import { digestStream, MAX_PUT_BYTES } from "../body/receive-body.ts";
import { publishCreated } from "../events/publish.ts";
import type { S3Service } from "../service.ts";
import { readSlices } from "../store/read-slices.ts";
import type { ObjectAttributes, ObjectContent, ObjectVersion } from "../store/records.ts";
import { S3Error } from "../wire/errors.ts";
import { type Reply, xmlReply } from "../wire/reply.ts";
import type { ObjectRequest } from "../wire/request.ts";
import { tags } from "../wire/xml-write.ts";
import { parseAttributes, writeHeaders } from "./attributes.ts";
import { slicesOf } from "./byte-range.ts";
import { commitVersion } from "./commit.ts";
import { type CopySource, findCopySource } from "./copy-source.ts";
import { writeConditionOf } from "./put-object.ts";

/** The copy shares its bytes with the source on disk; they are read only when the copy needs another digest. */
export async function copyObject(request: ObjectRequest, service: S3Service): Promise<Reply> {
  const { store } = service;
  const { bucket, key } = request;
  const condition = writeConditionOf(request);
  const source = findCopySource(request, service);
  const attributes = copiedAttributes(request, source);
  store.blobs.retain(source.version.blobs);
  try {
    const content = await copiedContent(request, service, source.version);
    const draft = { ...attributes, ...content, lastModified: service.now() };
    const version = await commitVersion(store, { bucket, key, draft, condition });
    publishCreated(service, request, { name: "ObjectCreated:Copy", key, version });
    return copyReply(version, source);
  } finally {
    store.blobs.release(source.version.blobs);
  }
}

function copiedAttributes(request: ObjectRequest, source: CopySource): ObjectAttributes {
  const directive = request.headers.get("x-amz-metadata-directive") ?? "COPY";
  if (directive === "REPLACE") return parseAttributes(request.headers);
  if (directive !== "COPY") throw new S3Error("InvalidArgument", { message: "Unknown metadata directive." });
  if (source.bucket === request.bucket && source.key === request.key && source.versionId === undefined)
    throw new S3Error("InvalidRequest", {
      message:
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata.",
    });
  return { headers: source.version.headers, metadata: source.version.metadata };
}

/** A copy is one whole object: the ETag and composite checksum of a multipart source do not carry over. */
async function copiedContent(
  request: ObjectRequest,
  { store }: S3Service,
  version: ObjectVersion,
): Promise<ObjectContent> {
  if (version.sizeBytes > MAX_PUT_BYTES)
    throw new S3Error("InvalidRequest", { message: "The specified copy source is larger than the maximum of 5 GiB." });
  const asked = request.headers.get("x-amz-checksum-algorithm");
  const algorithm = asked === undefined ? algorithmOf(version) : parseAlgorithm(asked);
  const { etag, sizeBytes, blobs, checksums } = version;
  if (!etag.includes("-") && (algorithm === undefined || algorithm in checksums))
    return { etag, sizeBytes, blobs, checksums, checksumType: "FULL_OBJECT" };
  const bytes = readSlices(store.blobs, slicesOf(version, { start: 0, end: sizeBytes }));
  const digests = await digestStream(bytes, algorithm);
  return { etag: digests.md5, sizeBytes, blobs, checksums: digests.checksums, checksumType: "FULL_OBJECT" };
}

const algorithmOf = ({ checksums }: ObjectVersion): ChecksumAlgorithm | undefined => {
  const [name] = Object.keys(checksums);
  return name === undefined ? undefined : parseAlgorithm(name);
};

function copyReply(version: ObjectVersion, source: CopySource): Reply {
  const checksums = Object.entries(version.checksums).map(([name, value]) => [
    checksumElement(parseAlgorithm(name)),
    value,
  ]);
  const { "x-amz-version-id": versionId } = writeHeaders(version);
  return xmlReply(
    "CopyObjectResult",
    tags({
      LastModified: new Date(version.lastModified).toISOString(),
      ETag: `"${version.etag}"`,
      ...Object.fromEntries(checksums),
    }),
    {
      ...(versionId !== undefined && { "x-amz-version-id": versionId }),
      ...(source.version.versionId !== "null" && { "x-amz-copy-source-version-id": source.version.versionId }),
    },
  );
}
