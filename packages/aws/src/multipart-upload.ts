import { createHash } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  type ListPartsCommandOutput,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import type { ETag } from "@flash/control-plane";
import { s3Failure, s3Refusal } from "./s3-refusals.ts";
import { whileConflicting } from "./while-conflicting.ts";

/** One upload in parts. */
export interface MultipartPlace {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
}

/** A part as S3 has it. */
export interface StoredPart {
  /** From 1. */
  readonly partNumber: number;
  readonly sizeBytes: number;
  readonly etag: ETag;
  /** Of the part's bytes, in hex: S3 has compared it with what arrived. null: it was sent without one. */
  readonly sha256: string | null;
}

/** What an object will be. */
export interface NewUpload {
  readonly bucket: string;
  readonly key: string;
  /** MIME type. */
  readonly contentType: string;
  /** By name; writing any needs `s3:PutObjectTagging`. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** Begins an upload whose parts carry their SHA-256 each. @returns S3's id for it. @throws MissingPermission */
export async function createMultipart(
  client: S3Client,
  { bucket, key, contentType, tags }: NewUpload,
): Promise<string> {
  const command = new CreateMultipartUploadCommand({
    Bucket: bucket,
    Key: key,
    ContentType: contentType,
    ...(tags === undefined ? {} : { Tagging: new URLSearchParams(tags).toString() }),
    ChecksumAlgorithm: "SHA256",
    // SHA-256 of a whole exists as a composite only: the hash of the parts' hashes.
    ChecksumType: "COMPOSITE",
  });
  try {
    const { UploadId } = await client.send(command);
    if (UploadId === undefined) throw new Error(`S3 began an upload of ${key} without an id`);
    return UploadId;
  } catch (error) {
    throw s3Failure(error, "write", { bucket, key });
  }
}

/** Sends a part; S3 compares its bytes with the SHA-256. @param part - `sha256`: in hex. */
export async function sendPart(
  client: S3Client,
  place: MultipartPlace,
  { partNumber, sha256, bytes }: { readonly partNumber: number; readonly sha256: string; readonly bytes: Uint8Array },
  signal?: AbortSignal,
): Promise<StoredPart> {
  const command = new UploadPartCommand({
    ...input(place),
    PartNumber: partNumber,
    Body: bytes,
    ContentLength: bytes.length,
    ChecksumSHA256: base64(sha256),
  });
  try {
    const { ETag: etag } = await client.send(command, signal === undefined ? {} : { abortSignal: signal });
    if (etag === undefined) throw new Error(`S3's answer about a part of ${place.key} has no ETag`);
    return { partNumber, sizeBytes: bytes.length, etag, sha256 };
  } catch (error) {
    signal?.throwIfAborted();
    throw s3Failure(error, "write", place);
  }
}

/** Every part that has arrived, by number; null when there is no such upload: never, no longer, or it is complete. */
export async function listParts(client: S3Client, place: MultipartPlace): Promise<readonly StoredPart[] | null> {
  const parts: StoredPart[] = [];
  try {
    // Not by the SDK's paginator: it asks on as long as there is a next marker, and S3 names one on the last page too.
    let marker: string | undefined;
    do {
      const page: ListPartsCommandOutput = await client.send(
        new ListPartsCommand({ ...input(place), PartNumberMarker: marker }),
      );
      parts.push(...(page.Parts ?? []).map(partOf));
      marker = page.IsTruncated === true ? page.NextPartNumberMarker : undefined;
    } while (marker !== undefined);
    return parts;
  } catch (error) {
    if (s3Refusal(error) === "missing") return null;
    throw s3Failure(error, "list parts", place);
  }
}

/** What became of a completion. */
export type Completion =
  | { readonly kind: "completed"; readonly etag: ETag }
  /** There is no such upload: it was completed (by a call whose answer was lost, too), aborted, or it has expired. */
  | { readonly kind: "gone" }
  /** The key has an object already. */
  | { readonly kind: "taken" };

/**
 * Makes one object of the parts, over nothing, when the key may not be taken, or over anything that is there. S3 compares the
 * size, every part's ETag and SHA-256, and the composite of these, with what it has.
 *
 * @param parts - all of them, with their SHA-256, numbered from 1 without a gap.
 */
export async function completeMultipart(
  client: S3Client,
  place: MultipartPlace,
  parts: readonly StoredPart[],
  { over }: { readonly over: "nothing" | "anything" } = { over: "nothing" },
): Promise<Completion> {
  const digests = parts.map(({ sha256, partNumber }) => {
    if (sha256 === null) throw new RangeError(`part ${partNumber} of ${place.key} has no SHA-256`);
    return sha256;
  });
  const command = new CompleteMultipartUploadCommand({
    ...input(place),
    ...(over === "nothing" && { IfNoneMatch: "*" }),
    MpuObjectSize: parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    ChecksumType: "COMPOSITE",
    ChecksumSHA256: `${base64(compositeSha256(digests))}-${parts.length}`,
    MultipartUpload: {
      Parts: parts.map(({ partNumber, etag }, index) => ({
        PartNumber: partNumber,
        ETag: etag,
        ChecksumSHA256: base64(digests[index] ?? ""),
      })),
    },
  });
  const completed = async (): Promise<Completion | { readonly kind: "conflict"; readonly error: unknown }> => {
    try {
      const { ETag: etag } = await client.send(command);
      if (etag === undefined) throw new Error(`S3's answer about ${place.key} has no ETag`);
      return { kind: "completed", etag };
    } catch (error) {
      const refusal = s3Refusal(error);
      if (refusal === "missing") return { kind: "gone" };
      if (refusal === "changed") return { kind: "taken" };
      if (refusal === "conflict") return { kind: "conflict", error };
      throw s3Failure(error, "write", place);
    }
  };
  // Another completion is under way, such as of a call whose answer was lost: when it is through, this one is told so.
  const completion = await whileConflicting(completed, ({ kind }) => kind === "conflict");
  if (completion.kind === "conflict") throw completion.error;
  return completion;
}

/** Frees the parts. Fine for an upload that is over. */
export async function abortMultipart(client: S3Client, place: MultipartPlace): Promise<void> {
  try {
    await client.send(new AbortMultipartUploadCommand(input(place)));
  } catch (error) {
    if (s3Refusal(error) !== "missing") throw s3Failure(error, "abort an upload", place);
  }
}

/** SHA-256 over the parts' SHA-256s, in hex, as S3 composes it. @param digests - in hex, in order. */
export function compositeSha256(digests: readonly string[]): string {
  const hash = createHash("sha256");
  for (const digest of digests) hash.update(digest, "hex");
  return hash.digest("hex");
}

const input = ({ bucket, key, uploadId }: MultipartPlace) => ({ Bucket: bucket, Key: key, UploadId: uploadId });

const base64 = (hex: string): string => Buffer.from(hex, "hex").toString("base64");

function partOf(part: {
  PartNumber?: number | undefined;
  Size?: number | undefined;
  ETag?: string | undefined;
  ChecksumSHA256?: string | undefined;
}): StoredPart {
  const { PartNumber: partNumber, Size: sizeBytes, ETag: etag, ChecksumSHA256: sum } = part;
  if (partNumber === undefined || sizeBytes === undefined || etag === undefined)
    throw new Error("S3 lists a part without its number, size or ETag");
  return { partNumber, sizeBytes, etag, sha256: sum === undefined ? null : Buffer.from(sum, "base64").toString("hex") };
}
