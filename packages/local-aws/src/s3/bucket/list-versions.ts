import { requireBucket } from "../object/commit.ts";
import type { S3Service } from "../service.ts";
import type { Bucket } from "../store/catalog.ts";
import type { ObjectVersion } from "../store/records.ts";
import { S3Error } from "../wire/errors.ts";
import { type Reply, xmlReply } from "../wire/reply.ts";
import type { BucketRequest } from "../wire/request.ts";
import { tag, tags, type Xml } from "../wire/xml-write.ts";
import { type ListEntry, listPage, nameOf } from "./list-page.ts";
import { commonPrefixes, keyEncoder, ownerXml, parseMaxEntries } from "./list-parameters.ts";

/** All versions and delete markers, newest first under each key. */
export function listVersions(request: BucketRequest, { store }: S3Service): Reply {
  const { query } = request;
  const bucket = requireBucket(store, request.bucket);
  const encode = keyEncoder(query);
  const { rows, prefixes, next } = versionPage(bucket, query);
  const prefix = query.get("prefix") ?? "";
  return xmlReply("ListVersionsResult", [
    ...tags({
      Name: bucket.name,
      Prefix: encode(prefix),
      Delimiter: query.get("delimiter"),
      MaxKeys: parseMaxEntries(query.get("max-keys"), "max-keys"),
      KeyMarker: encode(query.get("key-marker") ?? ""),
      VersionIdMarker: query.get("version-id-marker") ?? "",
      EncodingType: query.get("encoding-type"),
      IsTruncated: next !== undefined,
      NextKeyMarker: next && encode(next.key),
      NextVersionIdMarker: next?.versionId,
    }),
    ...rows.map((row) => versionXml(row, encode)),
    ...commonPrefixes(prefixes, encode),
  ]);
}

interface Row {
  readonly key: string;
  readonly version: ObjectVersion;
  readonly isLatest: boolean;
}

interface VersionPage {
  readonly rows: readonly Row[];
  readonly prefixes: readonly string[];
  readonly next: { readonly key: string; readonly versionId: string | undefined } | undefined;
}

function versionPage(bucket: Bucket, query: ReadonlyMap<string, string>): VersionPage {
  const maxEntries = parseMaxEntries(query.get("max-keys"), "max-keys");
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const first = unfinishedKey(bucket, query);
  const page = listPage(bucket.keys, { prefix, delimiter, after: markerEntry(query, delimiter), maxEntries });
  const rows: Row[] = [...first];
  const prefixes: string[] = [];
  for (const entry of page.entries) {
    if (rows.length + prefixes.length >= maxEntries) break;
    if (entry.kind === "prefix") prefixes.push(entry.prefix);
    else rows.push(...rowsOf(bucket, entry.key));
  }
  return cut(
    { rows, prefixes, next: page.last && { key: nameOf(page.last), versionId: undefined } },
    { maxEntries, page: page.entries },
  );
}

/** Ends the page within a key when its versions do not all fit. */
function cut(
  found: VersionPage,
  limit: { readonly maxEntries: number; readonly page: readonly ListEntry[] },
): VersionPage {
  const room = limit.maxEntries - found.prefixes.length;
  const rows = found.rows.slice(0, room);
  const lastRow = rows.at(-1);
  const shown = new Set([...rows.map(({ key }) => key), ...found.prefixes]);
  const complete = rows.length === found.rows.length && limit.page.every((entry) => shown.has(nameOf(entry)));
  if (complete || lastRow === undefined) return { ...found, rows };
  return { rows, prefixes: found.prefixes, next: { key: lastRow.key, versionId: lastRow.version.versionId } };
}

/** The versions that are left of the key in which the page before ended. */
function unfinishedKey(bucket: Bucket, query: ReadonlyMap<string, string>): readonly Row[] {
  const key = query.get("key-marker");
  const versionId = query.get("version-id-marker");
  if (versionId === undefined || versionId === "") return [];
  if (key === undefined)
    throw new S3Error("InvalidArgument", { message: "A version-id marker cannot be specified without a key marker." });
  const rows = rowsOf(bucket, key);
  return rows.slice(rows.findIndex(({ version }) => version.versionId === versionId) + 1);
}

function markerEntry(query: ReadonlyMap<string, string>, delimiter: string): ListEntry | undefined {
  const marker = query.get("key-marker") ?? "";
  if (marker === "") return undefined;
  return delimiter !== "" && marker.endsWith(delimiter)
    ? { kind: "prefix", prefix: marker }
    : { kind: "key", key: marker };
}

const rowsOf = (bucket: Bucket, key: string): readonly Row[] =>
  (bucket.versions.get(key) ?? []).map((version, index) => ({ key, version, isLatest: index === 0 }));

function versionXml({ key, version, isLatest }: Row, encode: (key: string) => string): Xml {
  const common = tags({
    Key: encode(key),
    VersionId: version.versionId,
    IsLatest: isLatest,
    LastModified: new Date(version.lastModified).toISOString(),
  });
  if (version.deleteMarker) return tag("DeleteMarker", [...common, ownerXml("Owner")]);
  const content = tags({ ETag: `"${version.etag}"`, Size: version.sizeBytes, StorageClass: "STANDARD" });
  return tag("Version", [...common, ...content, ownerXml("Owner")]);
}
