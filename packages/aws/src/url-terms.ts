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

export const uploadHeaders = ({ contentType, sha256 }: UploadTerms): PresignedUpload["headers"] => ({
  "content-type": contentType,
  "if-none-match": "*",
  "x-amz-checksum-sha256": base64Sha256(sha256),
});

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

export const partHeaders = ({ sha256 }: PartTerms): PresignedPart["headers"] => ({
  "x-amz-checksum-sha256": base64Sha256(sha256),
});

export interface DownloadTerms {
  readonly bucket: string;
  readonly key: string;
  /** The name under which a browser saves it. */
  readonly fileName: string;
  /** 1 to {@link MAX_URL_SECONDS}, which is the default. */
  readonly expiresInSeconds?: number;
}

/** @throws RangeError */
export function urlSeconds(seconds = MAX_URL_SECONDS): number {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_URL_SECONDS) return seconds;
  throw new RangeError(`a presigned URL lives 1 to ${MAX_URL_SECONDS} seconds, not ${seconds}`);
}

/**
 * Both forms: plain ASCII for old readers, UTF-8 for the rest. Quotes, control characters and everything else that could
 * end the header's value stand in neither.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6266#section-4.3
 */
export function attachment(fileName: string): string {
  const ascii = fileName.replaceAll(/[^\w .()-]/gu, "_");
  const utf8 = encodeURIComponent(fileName.toWellFormed()).replaceAll(
    /['()*]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${utf8}`;
}
