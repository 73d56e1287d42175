import { GetObjectCommand, PutObjectCommand, UploadPartCommand } from "@aws-sdk/client-s3";
import type { S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { base64Sha256 } from "./sha256-header.ts";

/** URLs live this long at most: they are bearer secrets, and die with the signer's own credentials anyway. */
export const MAX_URL_SECONDS = 900;

/** One upload, exactly: S3 refuses other bytes, another length or type, and a second write. */
export interface UploadTerms {
  readonly bucket: string;
  readonly key: string;
  readonly sizeBytes: number;
  /** MIME type, as the uploader will send it: a browser sends its File's own type. */
  readonly contentType: string;
  /** SHA-256 of the bytes, as 64 hexadecimal digits. */
  readonly sha256: string;
  /** 1 to {@link MAX_URL_SECONDS}, which is the default. */
  readonly expiresInSeconds?: number;
}

export interface PresignedUpload {
  readonly url: string;
  /** To be sent with the PUT as they are. The length is signed too, and sent by every HTTP client by itself. */
  readonly headers: Readonly<Record<"content-type" | "if-none-match" | "x-amz-checksum-sha256", string>>;
}

/** Signs an upload by PUT. Nothing is asked of S3: a key that is taken is refused when the bytes come. */
export async function presignUpload(client: S3Client, terms: UploadTerms): Promise<PresignedUpload> {
  const { bucket, key, sizeBytes, contentType, sha256, expiresInSeconds = MAX_URL_SECONDS } = terms;
  const headers = {
    "content-type": contentType,
    "if-none-match": "*",
    "x-amz-checksum-sha256": base64Sha256(sha256),
  } as const;
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    ContentLength: sizeBytes,
    ContentType: contentType,
    ChecksumSHA256: headers["x-amz-checksum-sha256"],
    IfNoneMatch: "*",
  });
  const url = await getSignedUrl(client, command, {
    expiresIn: urlSeconds(expiresInSeconds),
    // The presigner would move the checksum into the query, where no uploader could be held to it.
    unhoistableHeaders: new Set(["x-amz-checksum-sha256"]),
    signableHeaders: new Set(["host", "content-length", ...Object.keys(headers)]),
  });
  return { url, headers };
}

/** One part of an upload, exactly. A part that is sent twice replaces itself. */
export interface PartTerms {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
  /** From 1. */
  readonly partNumber: number;
  readonly sizeBytes: number;
  /** SHA-256 of the part's bytes, as 64 hexadecimal digits. */
  readonly sha256: string;
  /** 1 to {@link MAX_URL_SECONDS}, which is the default. */
  readonly expiresInSeconds?: number;
}

export interface PresignedPart {
  readonly url: string;
  /** As those of {@link PresignedUpload}. */
  readonly headers: Readonly<Record<"x-amz-checksum-sha256", string>>;
}

/** Signs one part of an upload by PUT. Nothing is asked of S3. */
export async function presignPart(client: S3Client, terms: PartTerms): Promise<PresignedPart> {
  const { bucket, key, uploadId, partNumber, sizeBytes, sha256, expiresInSeconds = MAX_URL_SECONDS } = terms;
  const headers = { "x-amz-checksum-sha256": base64Sha256(sha256) } as const;
  const command = new UploadPartCommand({
    Bucket: bucket,
    Key: key,
    UploadId: uploadId,
    PartNumber: partNumber,
    ContentLength: sizeBytes,
    ChecksumSHA256: headers["x-amz-checksum-sha256"],
  });
  const url = await getSignedUrl(client, command, {
    expiresIn: urlSeconds(expiresInSeconds),
    unhoistableHeaders: new Set(Object.keys(headers)),
    signableHeaders: new Set(["host", "content-length", ...Object.keys(headers)]),
  });
  return { url, headers };
}

export interface DownloadTerms {
  readonly bucket: string;
  readonly key: string;
  /** The name under which a browser saves it. */
  readonly fileName: string;
  /** 1 to {@link MAX_URL_SECONDS}, which is the default. */
  readonly expiresInSeconds?: number;
}

/** A URL that a browser saves as a file. A missing key shows only when it is opened. */
export function presignDownload(client: S3Client, terms: DownloadTerms): Promise<string> {
  const { bucket, key, fileName, expiresInSeconds = MAX_URL_SECONDS } = terms;
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    ResponseContentDisposition: attachment(fileName),
  });
  return getSignedUrl(client, command, { expiresIn: urlSeconds(expiresInSeconds) });
}

function urlSeconds(seconds: number): number {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_URL_SECONDS) return seconds;
  throw new RangeError(`a presigned URL lives 1 to ${MAX_URL_SECONDS} seconds, not ${seconds}`);
}

/**
 * Both forms: plain ASCII for old readers, UTF-8 for the rest. Quotes, control characters and everything else that could
 * end the header's value stand in neither.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6266#section-4.3
 */
function attachment(fileName: string): string {
  const ascii = fileName.replaceAll(/[^\w .()-]/gu, "_");
  const utf8 = encodeURIComponent(fileName.toWellFormed()).replaceAll(
    /['()*]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${utf8}`;
}
