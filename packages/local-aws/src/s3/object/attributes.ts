import type { ObjectAttributes, ObjectVersion } from "../store/records.ts";
import { S3Error } from "../wire/errors.ts";

/** An object's tags as a query. Readers are told how many there are, and may not have them. */
const TAGGING = "x-amz-tagging";

/** How an object is to be shown and kept: a reader may ask for others. */
export const PRESENTATION_HEADERS = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires",
];
/** Headers that are kept with an object as they came. */
const KEPT = [...PRESENTATION_HEADERS, TAGGING];
const META = "x-amz-meta-";
const MAX_METADATA_BYTES = 2048;

/** @throws S3Error `MetadataTooLarge`, or `NotImplemented` for a header whose promise this server would not keep. */
export function parseAttributes(headers: ReadonlyMap<string, string>): ObjectAttributes {
  refuseUnsupported(headers);
  const kept: Record<string, string> = { "content-type": "binary/octet-stream" };
  for (const name of KEPT) {
    const value = name === "content-encoding" ? withoutAwsChunked(headers.get(name)) : headers.get(name);
    if (value !== undefined) kept[name] = value;
  }
  return { headers: kept, metadata: parseMetadata(headers) };
}

function parseMetadata(headers: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const entries = [...headers]
    .filter(([name]) => name.startsWith(META))
    .map(([name, value]) => [name.slice(META.length), value]);
  const bytes = entries.flat().reduce((sum, text) => sum + Buffer.byteLength(text ?? ""), 0);
  if (bytes > MAX_METADATA_BYTES)
    throw new S3Error("MetadataTooLarge", {
      details: { Size: `${bytes}`, MaxSizeAllowed: `${MAX_METADATA_BYTES}` },
    });
  return Object.fromEntries(entries);
}

/** The framing is taken off before the object is stored, so it is no encoding of the object. */
function withoutAwsChunked(encoding: string | undefined): string | undefined {
  const left = encoding
    ?.split(",")
    .map((token) => token.trim())
    .filter((token) => token !== "aws-chunked" && token !== "");
  return left === undefined || left.length === 0 ? undefined : left.join(",");
}

/** Values that say what this server does anyway. */
const HARMLESS: Readonly<Record<string, readonly string[]>> = {
  "x-amz-server-side-encryption": ["AES256"],
  "x-amz-storage-class": ["STANDARD"],
  "x-amz-acl": ["bucket-owner-full-control"],
};
const UNSUPPORTED = [
  "x-amz-website-redirect-location",
  "x-amz-object-lock-mode",
  "x-amz-object-lock-retain-until-date",
  "x-amz-object-lock-legal-hold",
  "x-amz-server-side-encryption",
  "x-amz-server-side-encryption-aws-kms-key-id",
  "x-amz-server-side-encryption-customer-algorithm",
  "x-amz-storage-class",
  "x-amz-write-offset-bytes",
];

function refuseUnsupported(headers: ReadonlyMap<string, string>): void {
  const acl = headers.get("x-amz-acl");
  if (acl !== undefined && !HARMLESS["x-amz-acl"]?.includes(acl)) throw new S3Error("AccessControlListNotSupported");
  const header = UNSUPPORTED.find((name) => {
    const value = headers.get(name);
    return value !== undefined && !(HARMLESS[name]?.includes(value) ?? false);
  });
  if (header === undefined) return;
  const message = `The local S3 does not implement ${header}: ${headers.get(header) ?? ""}.`;
  throw new S3Error("NotImplemented", { message, details: { Header: header } });
}

/** Headers that GET and HEAD give of an object. Checksums are shown only to who asks with `x-amz-checksum-mode: ENABLED`. */
export function describeVersion(version: ObjectVersion, showChecksums: boolean): Record<string, string> {
  const { [TAGGING]: tags, ...headers } = version.headers;
  return {
    ...headers,
    ...(tags === undefined ? {} : { "x-amz-tagging-count": `${new URLSearchParams(tags).size}` }),
    ...Object.fromEntries(Object.entries(version.metadata).map(([name, value]) => [META + name, value])),
    ...writeHeaders(version),
    "last-modified": new Date(version.lastModified).toUTCString(),
    "accept-ranges": "bytes",
    ...(showChecksums && checksumHeaders(version)),
  };
}

/** Headers that every answer about one version has. */
export const writeHeaders = ({ etag, versionId }: ObjectVersion): Record<string, string> => ({
  etag: `"${etag}"`,
  "x-amz-server-side-encryption": "AES256",
  ...(versionId !== "null" && { "x-amz-version-id": versionId }),
});

/** The checksum that was verified when the object was written. */
export const checksumHeaders = ({
  checksums,
  checksumType,
}: Pick<ObjectVersion, "checksums" | "checksumType">): Record<string, string> => {
  const entries = Object.entries(checksums);
  if (entries.length === 0) return {};
  return {
    ...Object.fromEntries(entries.map(([algorithm, value]) => [`x-amz-checksum-${algorithm.toLowerCase()}`, value])),
    "x-amz-checksum-type": checksumType,
  };
};
