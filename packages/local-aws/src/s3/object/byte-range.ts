import { S3Error } from "../wire/errors.ts";
import type { BlobSlice } from "../wire/reply.ts";
import type { ObjectVersion } from "../store/records.ts";

/** First byte and the one after the last. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a `Range` header. S3 serves one range; several, or another unit, give the whole object.
 *
 * @throws S3Error `InvalidRange` when no byte of the object is in it.
 */
export function parseRange(header: string | undefined, sizeBytes: number): ByteRange | undefined {
  const parts = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  if (parts === null) return undefined;
  const [, first = "", last = ""] = parts;
  if (first === "" && last === "") return undefined;
  const start = first === "" ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const end = first === "" || last === "" ? sizeBytes : Math.min(sizeBytes, Number(last) + 1);
  if (first !== "" && last !== "" && Number(last) < Number(first)) return undefined;
  if (start >= sizeBytes || (first === "" && Number(last) === 0))
    throw new S3Error("InvalidRange", {
      details: { RangeRequested: header ?? "", ActualObjectSize: `${sizeBytes}` },
      headers: { "content-range": `bytes */${sizeBytes}` },
    });
  return { start, end };
}

/** Where the bytes of a range lie on disk. */
export function slicesOf(version: Pick<ObjectVersion, "blobs">, range: ByteRange): readonly BlobSlice[] {
  const slices: BlobSlice[] = [];
  let offset = 0;
  for (const blob of version.blobs) {
    const start = Math.max(0, range.start - offset);
    const end = Math.min(blob.sizeBytes, range.end - offset);
    if (start < end) slices.push({ blob, start, end });
    offset += blob.sizeBytes;
  }
  return slices;
}

/** The bytes of one part of a multipart object; an object that was written whole is its own part 1. */
export function partRange(version: ObjectVersion, partNumber: number): ByteRange {
  if (partNumber === 1 && version.blobs.length === 0) return { start: 0, end: 0 };
  const part = version.blobs[partNumber - 1];
  if (part === undefined) throw new S3Error("InvalidRange", { message: "The requested partnumber is not satisfiable" });
  const start = version.blobs.slice(0, partNumber - 1).reduce((sum, blob) => sum + blob.sizeBytes, 0);
  return { start, end: start + part.sizeBytes };
}
