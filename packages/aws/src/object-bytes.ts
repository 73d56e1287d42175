import { Readable } from "node:stream";
import { GetObjectCommand, HeadObjectCommand } from "@aws-sdk/client-s3";
import type { S3Client } from "@aws-sdk/client-s3";
import type { ETag } from "@flash/control-plane";
import type { EpochMs } from "@flash/schemas";
import { s3Failure, s3Refusal } from "./s3-refusals.ts";
import { wholeSeconds } from "./store-clock.ts";

export interface ObjectFacts {
  readonly etag: ETag;
  /** Of the whole object, also where only a range of it was asked for. */
  readonly sizeBytes: number;
  readonly lastModified: EpochMs;
  /** MIME type as it was uploaded. */
  readonly contentType: string | null;
}

/** @returns null when the key is free. @throws MissingPermission */
export async function statObject(client: S3Client, bucket: string, key: string): Promise<ObjectFacts | null> {
  try {
    const {
      ETag: etag,
      ContentLength,
      LastModified,
      ContentType,
    } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return factsOf({ etag, sizeBytes: ContentLength, lastModified: LastModified, contentType: ContentType });
  } catch (error) {
    if (s3Refusal(error) === "missing") return null;
    throw s3Failure(error, "read", { bucket, key });
  }
}

export interface ReadOptions {
  /** Only this version. */
  readonly ifMatch?: ETag;
  /** First and last byte, counted from 0, both inclusive, as HTTP counts them. */
  readonly range?: { readonly first: number; readonly last?: number };
  /** Ends the reading, with its reason thrown to whoever reads. */
  readonly signal?: AbortSignal;
}

export type ObjectReading =
  /** `bytes` can be read once, and must be: they hold a connection until the loop over them ends, early or not. */
  | (ObjectFacts & { readonly kind: "found"; readonly bytes: AsyncIterable<Uint8Array> })
  | { readonly kind: "missing" }
  /** Not the version that was asked for. */
  | { readonly kind: "changed" };

/**
 * Streams an object in bounded memory. A connection that breaks in between throws from the iteration: what was read
 * until then is not the object.
 *
 * @param client - see {@link bytesS3Client}.
 * @throws MissingPermission, RangeError for a range that begins beyond the end
 */
export async function readBytes(
  client: S3Client,
  bucket: string,
  key: string,
  { ifMatch, range, signal }: ReadOptions = {},
): Promise<ObjectReading> {
  signal?.throwIfAborted();
  const command = new GetObjectCommand({ Bucket: bucket, Key: key, IfMatch: ifMatch, Range: range && header(range) });
  try {
    const answer = await client.send(command, signal === undefined ? {} : { abortSignal: signal });
    const facts = factsOf({
      etag: answer.ETag,
      sizeBytes: wholeSize(answer.ContentRange) ?? answer.ContentLength,
      lastModified: answer.LastModified,
      contentType: answer.ContentType,
    });
    return { kind: "found", ...facts, bytes: chunksOf(answer.Body, signal) };
  } catch (error) {
    signal?.throwIfAborted();
    const refusal = s3Refusal(error);
    if (refusal === "missing" || refusal === "changed") return { kind: refusal };
    if (error instanceof Error && error.name === "InvalidRange")
      throw new RangeError(`s3://${bucket}/${key} ends before byte ${range?.first}`, { cause: error });
    throw s3Failure(error, "read", { bucket, key });
  }
}

async function* chunksOf(body: unknown, signal: AbortSignal | undefined): AsyncIterable<Uint8Array> {
  if (!(body instanceof Readable)) throw new TypeError("S3's answer has no body that can be streamed");
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) yield chunk;
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

const header = ({ first, last }: { readonly first: number; readonly last?: number }): string =>
  `bytes=${first}-${last ?? ""}`;

/** @param contentRange - such as `bytes 0-9/100`; absent where the whole object is answered. */
function wholeSize(contentRange: string | undefined): number | undefined {
  const total = /\/(\d+)$/u.exec(contentRange ?? "")?.[1];
  return total === undefined ? undefined : Number(total);
}

function factsOf(answer: {
  etag: string | undefined;
  sizeBytes: number | undefined;
  lastModified: Date | undefined;
  contentType: string | undefined;
}): ObjectFacts {
  const { etag, sizeBytes, lastModified, contentType = null } = answer;
  if (etag === undefined || sizeBytes === undefined) throw new Error("S3's answer has no ETag or no length");
  return { etag, sizeBytes, contentType, lastModified: wholeSeconds(lastModified, "Last-Modified header") };
}
