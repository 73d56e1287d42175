import { checksumElement, parseAlgorithm } from "../body/checksums.ts";
import { commonPrefixes, keyEncoder, ownerXml, parseMaxEntries } from "../bucket/list-parameters.ts";
import type { S3Service } from "../service.ts";
import type { Upload } from "../store/catalog.ts";
import { compareKeys } from "../store/key-order.ts";
import type { Part } from "../store/records.ts";
import { type Reply, xmlReply } from "../wire/reply.ts";
import type { BucketRequest, ObjectRequest } from "../wire/request.ts";
import { tag, tags, type Xml } from "../wire/xml-write.ts";
import { requireUpload } from "./uploads.ts";

export function listParts(request: ObjectRequest, { store }: S3Service): Reply {
  const { bucket, key, query } = request;
  const upload = requireUpload(request, store);
  const maxParts = parseMaxEntries(query.get("max-parts"), "max-parts");
  const marker = parsePartMarker(query.get("part-number-marker"));
  const left = [...upload.parts.values()].filter(({ partNumber }) => partNumber > marker).sort(byNumber);
  const parts = left.slice(0, maxParts);
  return xmlReply("ListPartsResult", [
    ...tags({ Bucket: bucket, Key: key, UploadId: upload.uploadId }),
    ownerXml("Initiator"),
    ownerXml("Owner"),
    ...tags({
      StorageClass: "STANDARD",
      ChecksumAlgorithm: upload.checksum?.algorithm,
      ChecksumType: upload.checksum?.type,
      PartNumberMarker: marker,
      NextPartNumberMarker: parts.at(-1)?.partNumber ?? 0,
      MaxParts: maxParts,
      IsTruncated: left.length > parts.length,
    }),
    ...parts.map(partXml),
  ]);
}

const byNumber = (a: Part, b: Part): number => a.partNumber - b.partNumber;

const parsePartMarker = (text: string | undefined): number => (/^\d{1,5}$/.test(text ?? "") ? Number(text) : 0);

function partXml(part: Part): Xml {
  const checksums = Object.entries(part.checksums).map(([name, value]) => [
    checksumElement(parseAlgorithm(name)),
    value,
  ]);
  return tag(
    "Part",
    tags({
      PartNumber: part.partNumber,
      LastModified: new Date(part.lastModified).toISOString(),
      ETag: `"${part.etag}"`,
      Size: part.sizeBytes,
      ...Object.fromEntries(checksums),
    }),
  );
}

/** Uploads under way, by key and then by id. */
export function listUploads(request: BucketRequest, { store }: S3Service): Reply {
  const { bucket, query } = request;
  const encode = keyEncoder(query);
  const maxUploads = parseMaxEntries(query.get("max-uploads"), "max-uploads");
  const left = store.catalog.uploadsOf(bucket).filter(afterMarker(query)).sort(byKeyAndId);
  const { uploads, prefixes } = groupByPrefix(left, query);
  const shown = uploads.slice(0, maxUploads);
  const truncated = uploads.length > shown.length;
  return xmlReply("ListMultipartUploadsResult", [
    ...tags({
      Bucket: bucket,
      KeyMarker: encode(query.get("key-marker") ?? ""),
      UploadIdMarker: query.get("upload-id-marker") ?? "",
      NextKeyMarker: truncated ? encode(shown.at(-1)?.key ?? "") : undefined,
      NextUploadIdMarker: truncated ? shown.at(-1)?.uploadId : undefined,
      Prefix: encode(query.get("prefix") ?? ""),
      Delimiter: query.get("delimiter"),
      EncodingType: query.get("encoding-type"),
      MaxUploads: maxUploads,
      IsTruncated: truncated,
    }),
    ...shown.map((upload) => uploadXml(upload, encode)),
    ...commonPrefixes(prefixes, encode),
  ]);
}

function afterMarker(query: ReadonlyMap<string, string>): (upload: Upload) => boolean {
  const prefix = query.get("prefix") ?? "";
  const keyMarker = query.get("key-marker") ?? "";
  const idMarker = query.get("upload-id-marker") ?? "";
  return ({ key, uploadId }) => {
    const order = compareKeys(key, keyMarker);
    return (
      key.startsWith(prefix) &&
      (keyMarker === "" || order > 0 || (order === 0 && idMarker !== "" && uploadId > idMarker))
    );
  };
}

const byKeyAndId = (a: Upload, b: Upload): number => compareKeys(a.key, b.key) || compareKeys(a.uploadId, b.uploadId);

function groupByPrefix(
  uploads: readonly Upload[],
  query: ReadonlyMap<string, string>,
): { readonly uploads: readonly Upload[]; readonly prefixes: readonly string[] } {
  const delimiter = query.get("delimiter") ?? "";
  const start = (query.get("prefix") ?? "").length;
  if (delimiter === "") return { uploads, prefixes: [] };
  const isGrouped = ({ key }: Upload): boolean => key.includes(delimiter, start);
  const prefixes = uploads
    .filter(isGrouped)
    .map(({ key }) => key.slice(0, key.indexOf(delimiter, start) + delimiter.length));
  return { uploads: uploads.filter((upload) => !isGrouped(upload)), prefixes: [...new Set(prefixes)] };
}

const uploadXml = ({ key, uploadId, initiated, checksum }: Upload, encode: (key: string) => string): Xml =>
  tag("Upload", [
    ...tags({ Key: encode(key), UploadId: uploadId }),
    ownerXml("Initiator"),
    ownerXml("Owner"),
    ...tags({
      StorageClass: "STANDARD",
      Initiated: new Date(initiated).toISOString(),
      ChecksumAlgorithm: checksum?.algorithm,
      ChecksumType: checksum?.type,
    }),
  ]);
