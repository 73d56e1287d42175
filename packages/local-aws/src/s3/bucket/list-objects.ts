import { currentVersion, requireBucket } from "../object/commit.ts";
import type { S3Service } from "../service.ts";
import type { Bucket } from "../store/catalog.ts";
import { S3Error } from "../wire/errors.ts";
import { type Reply, xmlReply } from "../wire/reply.ts";
import type { BucketRequest } from "../wire/request.ts";
import { tag, tags, type Xml } from "../wire/xml-write.ts";
import { type ListEntry, type ListPage, listPage, nameOf } from "./list-page.ts";
import { commonPrefixes, keyEncoder, ownerXml, parseMaxEntries } from "./list-parameters.ts";

export function listObjectsV2(request: BucketRequest, { store }: S3Service): Reply {
  const { query } = request;
  const bucket = requireBucket(store, request.bucket);
  const encode = keyEncoder(query);
  const token = query.get("continuation-token");
  const after = token === undefined ? startAfter(query.get("start-after")) : decodeToken(token);
  const { page, common } = answer(request, bucket, after);
  const owner = query.get("fetch-owner") === "true";
  return xmlReply("ListBucketResult", [
    ...common,
    ...tags({
      StartAfter: query.has("start-after") ? encode(query.get("start-after") ?? "") : undefined,
      ContinuationToken: token,
      KeyCount: page.entries.length,
      NextContinuationToken: page.last && encodeToken(page.last),
    }),
    ...entriesXml(page, bucket, { encode, owner }),
  ]);
}

/** The first version of the call, which some clients still make. */
export function listObjectsV1(request: BucketRequest, { store }: S3Service): Reply {
  const { query } = request;
  const bucket = requireBucket(store, request.bucket);
  const encode = keyEncoder(query);
  const { page, common } = answer(request, bucket, markerEntry(query));
  const nextMarker = query.has("delimiter") && page.last ? encode(nameOf(page.last)) : undefined;
  return xmlReply("ListBucketResult", [
    ...common,
    ...tags({ Marker: encode(query.get("marker") ?? ""), NextMarker: nextMarker }),
    ...entriesXml(page, bucket, { encode, owner: true }),
  ]);
}

function answer(
  { query }: BucketRequest,
  bucket: Bucket,
  after: ListEntry | undefined,
): { readonly page: ListPage; readonly common: readonly Xml[] } {
  const encode = keyEncoder(query);
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const maxEntries = parseMaxEntries(query.get("max-keys"), "max-keys");
  const page = listPage(
    bucket.keys,
    { prefix, delimiter, after, maxEntries },
    (key) => currentVersion(bucket, key) !== undefined,
  );
  const common = tags({
    Name: bucket.name,
    Prefix: encode(prefix),
    Delimiter: delimiter === "" ? undefined : encode(delimiter),
    MaxKeys: maxEntries,
    EncodingType: query.get("encoding-type"),
    IsTruncated: page.truncated,
  });
  return { page, common };
}

function entriesXml(
  page: ListPage,
  bucket: Bucket,
  style: { readonly encode: (key: string) => string; readonly owner: boolean },
): readonly Xml[] {
  const keys = page.entries.flatMap((entry) => (entry.kind === "key" ? [entry.key] : []));
  const prefixes = page.entries.flatMap((entry) => (entry.kind === "prefix" ? [entry.prefix] : []));
  return [...keys.map((key) => contentsXml(key, bucket, style)), ...commonPrefixes(prefixes, style.encode)];
}

function contentsXml(
  key: string,
  bucket: Bucket,
  { encode, owner }: { readonly encode: (key: string) => string; readonly owner: boolean },
): Xml {
  const version = currentVersion(bucket, key);
  if (version === undefined) return { markup: "" };
  const [algorithm] = Object.keys(version.checksums);
  return tag("Contents", [
    ...tags({
      Key: encode(key),
      LastModified: new Date(version.lastModified).toISOString(),
      ETag: `"${version.etag}"`,
      ChecksumAlgorithm: algorithm,
      ChecksumType: algorithm === undefined ? undefined : version.checksumType,
      Size: version.sizeBytes,
    }),
    ...(owner ? [ownerXml("Owner")] : []),
    ...tags({ StorageClass: "STANDARD" }),
  ]);
}

const startAfter = (key: string | undefined): ListEntry | undefined =>
  key === undefined || key === "" ? undefined : { kind: "key", key };

/** A marker may be a common prefix of the page before; only its form can tell. */
function markerEntry(query: ReadonlyMap<string, string>): ListEntry | undefined {
  const marker = query.get("marker") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  if (delimiter !== "" && marker.endsWith(delimiter)) return { kind: "prefix", prefix: marker };
  return startAfter(marker);
}

/** Opaque to clients, as S3's are, so that nobody builds one by hand. */
const encodeToken = (entry: ListEntry): string =>
  Buffer.from(`${entry.kind === "key" ? "k" : "p"}${nameOf(entry)}`).toString("base64url");

function decodeToken(token: string): ListEntry {
  const text = Buffer.from(token, "base64url").toString("utf8");
  const name = text.slice(1);
  const entry: ListEntry = text.startsWith("p") ? { kind: "prefix", prefix: name } : { kind: "key", key: name };
  if (encodeToken(entry) !== token)
    throw new S3Error("InvalidArgument", { message: "The continuation token provided is incorrect" });
  return entry;
}
