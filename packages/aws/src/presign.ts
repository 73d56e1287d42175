import { GetObjectCommand, PutObjectCommand, UploadPartCommand } from "@aws-sdk/client-s3";
import type { S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { attachment, partHeaders, uploadHeaders, urlSeconds } from "./url-terms.ts";
import type { DownloadTerms, PartTerms, PresignedPart, PresignedUpload, UploadTerms } from "./url-terms.ts";

/** Signs an upload by PUT. Nothing is asked of S3: a key that is taken is refused when the bytes come. */
export async function presignUpload(client: S3Client, terms: UploadTerms): Promise<PresignedUpload> {
  const headers = uploadHeaders(terms);
  const command = new PutObjectCommand({
    Bucket: terms.bucket,
    Key: terms.key,
    ContentLength: terms.sizeBytes,
    ContentType: terms.contentType,
    ChecksumSHA256: headers["x-amz-checksum-sha256"],
    IfNoneMatch: "*",
  });
  return { url: await getSignedUrl(client, command, bound(headers, terms)), headers };
}

/** Signs one part of an upload by PUT. Nothing is asked of S3. */
export async function presignPart(client: S3Client, terms: PartTerms): Promise<PresignedPart> {
  const headers = partHeaders(terms);
  const command = new UploadPartCommand({
    Bucket: terms.bucket,
    Key: terms.key,
    UploadId: terms.uploadId,
    PartNumber: terms.partNumber,
    ContentLength: terms.sizeBytes,
    ChecksumSHA256: headers["x-amz-checksum-sha256"],
  });
  return { url: await getSignedUrl(client, command, bound(headers, terms)), headers };
}

/** A URL that a browser saves as a file. A missing key shows only when it is opened. */
export async function presignDownload(client: S3Client, terms: DownloadTerms): Promise<string> {
  const command = new GetObjectCommand({
    Bucket: terms.bucket,
    Key: terms.key,
    ResponseContentDisposition: attachment(terms.fileName),
  });
  return getSignedUrl(client, command, { expiresIn: urlSeconds(terms.expiresInSeconds) });
}

/** Whoever uses the URL is held to the length and to these headers. */
const bound = (headers: Readonly<Record<string, string>>, { expiresInSeconds }: UploadTerms | PartTerms) => ({
  expiresIn: urlSeconds(expiresInSeconds),
  // The presigner would move the checksum into the query, where no uploader could be held to it.
  unhoistableHeaders: new Set(["x-amz-checksum-sha256"]),
  signableHeaders: new Set(["host", "content-length", ...Object.keys(headers)]),
});
