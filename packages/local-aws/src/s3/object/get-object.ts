import type { S3Service } from "../service.ts";
import type { ObjectVersion } from "../store/records.ts";
import { S3Error } from "../wire/errors.ts";
import { emptyReply, type Reply } from "../wire/reply.ts";
import type { ObjectRequest } from "../wire/request.ts";
import { describeVersion, PRESENTATION_HEADERS, writeHeaders } from "./attributes.ts";
import { type ByteRange, parseRange, partRange, slicesOf } from "./byte-range.ts";
import { requireBucket } from "./commit.ts";
import { findVersion } from "./find-version.ts";
import { checkReadCondition, READ_CONDITIONS } from "./read-condition.ts";
import { preconditionFailed } from "./write-condition.ts";

/** The bytes stay those of the moment of the request, whatever happens to the key while they are sent. */
export function getObject(request: ObjectRequest, { store }: S3Service): Reply {
  const { version, reply, range } = describeRead(request, store);
  if (range === undefined) return reply;
  store.blobs.retain(version.blobs);
  const release = (): void => store.blobs.release(version.blobs);
  return { ...reply, body: { kind: "blobs", slices: slicesOf(version, range), release } };
}

export const headObject = (request: ObjectRequest, { store }: S3Service): Reply => describeRead(request, store).reply;

interface DescribedRead {
  readonly version: ObjectVersion;
  readonly reply: Reply;
  /** Which bytes to send; none when the client has them already. */
  readonly range: ByteRange | undefined;
}

function describeRead(request: ObjectRequest, store: S3Service["store"]): DescribedRead {
  const { headers, query, key } = request;
  const version = findVersion(request, requireBucket(store, request.bucket), {
    key,
    versionId: query.get("versionId"),
  });
  const condition = checkReadCondition(version, headers, READ_CONDITIONS);
  if (!condition.ok && !condition.unchanged) throw preconditionFailed(condition.header);
  if (!condition.ok)
    return {
      version,
      range: undefined,
      reply: emptyReply(304, { ...lastModified(version), ...writeHeaders(version) }),
    };
  const partNumber = parsePartNumber(query.get("partNumber"));
  const asked =
    partNumber === undefined ? parseRange(headers.get("range"), version.sizeBytes) : partRange(version, partNumber);
  const range = asked ?? { start: 0, end: version.sizeBytes };
  const described = {
    ...describeVersion(
      version,
      headers.get("x-amz-checksum-mode")?.toUpperCase() === "ENABLED" && isWhole(range, version),
    ),
    ...(partNumber !== undefined &&
      version.etag.includes("-") && { "x-amz-mp-parts-count": `${version.blobs.length}` }),
    ...responseOverrides(query),
    "content-length": `${range.end - range.start}`,
    ...(asked !== undefined && { "content-range": `bytes ${range.start}-${range.end - 1}/${version.sizeBytes}` }),
  };
  return { version, range, reply: { status: asked === undefined ? 200 : 206, headers: described } };
}

const lastModified = (version: ObjectVersion): Record<string, string> => ({
  "last-modified": new Date(version.lastModified).toUTCString(),
});

/** A checksum of the whole object beside some of its bytes would make clients reject them. */
const isWhole = (range: ByteRange, version: ObjectVersion): boolean =>
  range.start === 0 && range.end === version.sizeBytes;

function parsePartNumber(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,4}$/.test(text))
    throw new S3Error("InvalidArgument", { message: "Part number must be an integer." });
  return Number(text);
}

/** `response-content-disposition` and its kin; the signature covers the query, so nobody else chose them. */
function responseOverrides(query: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries(
    PRESENTATION_HEADERS.flatMap((name) => {
      const value = query.get(`response-${name}`);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
