import { chunkVerifier } from "../../sigv4/chunk-signature.ts";
import type { BlobWriter, Blobs } from "../store/blobs.ts";
import type { BlobRef } from "../store/records.ts";
import { asS3Error, S3Error } from "../wire/errors.ts";
import type { S3Request } from "../wire/request.ts";
import { decodeAwsChunked } from "./aws-chunked.ts";
import { BodyHashes, type ReceivedBody } from "./body-hashes.ts";
import type { ChecksumAlgorithm } from "./checksums.ts";
import { expectedIntegrity } from "./integrity.ts";

export interface StoredBody extends ReceivedBody {
  /** None for an empty body. The caller holds one reference. */
  readonly blobs: readonly BlobRef[];
}

/**
 * The largest object of one PUT, and the largest part: 5 GiB.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
 */
export const MAX_PUT_BYTES = 5 * 1024 ** 3;

/** Streams the body to disk in bounded memory and verifies it. Whatever goes wrong, nothing is left behind. */
export function storeBody(request: S3Request, blobs: Blobs): Promise<StoredBody> {
  const expected = expectedIntegrity(request.headers, request.payloadHash);
  const declared = declaredLength(request);
  if (declared > MAX_PUT_BYTES)
    throw new S3Error("EntityTooLarge", {
      details: { ProposedSize: `${declared}`, MaxSizeAllowed: `${MAX_PUT_BYTES}` },
    });
  const trailers = new Map<string, string>();
  const hashes = BodyHashes.for(expected);
  return storeStream(payload(request, trailers), blobs, {
    hashes,
    maxBytes: declared,
    verify: () => {
      if (hashes.sizeBytes !== declared) throw new S3Error("IncompleteBody");
      return hashes.verify(expected, trailers);
    },
  });
}

/** Stores bytes that this server sent itself; there is nothing to verify them against. */
export function storeCopy(
  stream: AsyncIterable<Uint8Array>,
  blobs: Blobs,
  algorithm: ChecksumAlgorithm | undefined,
): Promise<StoredBody> {
  const hashes = new BodyHashes(algorithm);
  return storeStream(stream, blobs, { hashes, maxBytes: MAX_PUT_BYTES, verify: () => hashes.digest() });
}

export interface StreamCheck {
  readonly hashes: BodyHashes;
  readonly maxBytes: number;
  /** Runs behind the last byte; what it throws undoes the write. */
  readonly verify: () => ReceivedBody;
}

/** Writes any stream of bytes to a new blob, hashing as it goes. */
export async function storeStream(
  stream: AsyncIterable<Uint8Array>,
  blobs: Blobs,
  { hashes, maxBytes, verify }: StreamCheck,
): Promise<StoredBody> {
  let writer: BlobWriter | undefined;
  try {
    for await (const bytes of stream) {
      hashes.update(bytes);
      if (hashes.sizeBytes > maxBytes)
        throw new S3Error("EntityTooLarge", { details: { MaxSizeAllowed: `${maxBytes}` } });
      writer ??= await blobs.create();
      await writer.write(bytes);
    }
    const received = verify();
    return { ...received, blobs: writer === undefined ? [] : [await writer.finish()] };
  } catch (error) {
    if (writer !== undefined) blobs.release([await writer.abandon()]);
    throw asS3Error(error);
  }
}

/**
 * Reads a small document into memory, verified like any body.
 *
 * @throws S3Error `MaxMessageLengthExceeded` above `maxBytes`.
 */
export async function readDocument(request: S3Request, maxBytes: number): Promise<string> {
  const expected = expectedIntegrity(request.headers, request.payloadHash);
  const hashes = BodyHashes.for(expected);
  const chunks: Uint8Array[] = [];
  const trailers = new Map<string, string>();
  for await (const bytes of payload(request, trailers)) {
    hashes.update(bytes);
    if (hashes.sizeBytes > maxBytes)
      throw new S3Error("MaxMessageLengthExceeded", { details: { MaxMessageLengthBytes: `${maxBytes}` } });
    chunks.push(bytes);
  }
  hashes.verify(expected, trailers);
  return Buffer.concat(chunks).toString("utf8");
}

/** The digests of bytes that are already here. */
export async function digestStream(
  stream: AsyncIterable<Uint8Array>,
  algorithm: ChecksumAlgorithm | undefined,
): Promise<ReceivedBody> {
  const hashes = new BodyHashes(algorithm);
  for await (const bytes of stream) hashes.update(bytes);
  return hashes.digest();
}

const isStreaming = (request: S3Request): boolean => request.payloadHash.startsWith("STREAMING-");

/** Bytes of the body without its aws-chunked framing. */
function declaredLength(request: S3Request): number {
  const header = isStreaming(request) ? "x-amz-decoded-content-length" : "content-length";
  const length = request.headers.get(header);
  if (length === undefined || !/^\d{1,16}$/.test(length)) throw new S3Error("MissingContentLength");
  return Number(length);
}

function payload(request: S3Request, trailers: Map<string, string>): AsyncIterable<Uint8Array> {
  const bytes = request.body();
  if (!isStreaming(request)) return bytes;
  const verifier = request.payloadHash.startsWith("STREAMING-AWS4-HMAC-SHA256-PAYLOAD")
    ? chunkVerifier(request.chunkSeed())
    : undefined;
  return decodeAwsChunked(bytes, {
    verifier,
    trailer: request.payloadHash.endsWith("-TRAILER"),
    onTrailer: (name, value) => trailers.set(name, value),
  });
}
