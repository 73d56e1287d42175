import { attachment, partHeaders, uploadHeaders, urlSeconds } from "../url-terms.ts";
import type { DownloadTerms, PartTerms, PresignedPart, PresignedUpload, UploadTerms } from "../url-terms.ts";
import { addressOf, type S3Access } from "./access.ts";
import { ALGORITHM, queryText, scopeAt, signatureOf, signedHeaders } from "./sigv4.ts";

/** Nobody knows the body yet: its checksum is signed as a header instead. */
const UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";

/** What a URL allows. The `x-id` of each does nothing: the AWS SDK's URLs have it, and these are the same. */
interface Allowed {
  readonly method: "GET" | "PUT";
  readonly bucket: string;
  readonly key: string;
  readonly query: Readonly<Record<string, string>>;
  /** Whoever uses the URL is held to them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly expiresInSeconds?: number | undefined;
}

/** As the SDK's `presignUpload`, to the byte. */
export function signUpload(access: S3Access, terms: UploadTerms, at: Date): PresignedUpload {
  const headers = uploadHeaders(terms);
  const bound = { ...headers, "content-length": `${terms.sizeBytes}` };
  const url = signUrl(access, { ...terms, method: "PUT", query: { "x-id": "PutObject" }, headers: bound }, at);
  return { url, headers };
}

/** As the SDK's `presignPart`, to the byte. */
export function signPart(access: S3Access, terms: PartTerms, at: Date): PresignedPart {
  const headers = partHeaders(terms);
  const query = { partNumber: `${terms.partNumber}`, uploadId: terms.uploadId, "x-id": "UploadPart" };
  const bound = { ...headers, "content-length": `${terms.sizeBytes}` };
  return { url: signUrl(access, { ...terms, method: "PUT", query, headers: bound }, at), headers };
}

/** As the SDK's `presignDownload`, to the byte. */
export function signDownload(access: S3Access, terms: DownloadTerms, at: Date): string {
  const query = {
    "response-content-disposition": attachment(terms.fileName),
    "x-amz-checksum-mode": "ENABLED",
    "x-id": "GetObject",
  };
  return signUrl(access, { ...terms, method: "GET", query, headers: {} }, at);
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
function signUrl(access: S3Access, allowed: Allowed, at: Date): string {
  const { method, bucket, key, headers, expiresInSeconds } = allowed;
  const scope = scopeAt(at, access);
  const address = addressOf(access, bucket, key);
  const query = {
    ...allowed.query,
    "X-Amz-Algorithm": ALGORITHM,
    "X-Amz-Content-Sha256": UNSIGNED_PAYLOAD,
    "X-Amz-Credential": `${access.accessKeyId}/${scope.text}`,
    "X-Amz-Date": scope.time,
    "X-Amz-Expires": `${urlSeconds(expiresInSeconds)}`,
    ...(access.sessionToken !== null && { "X-Amz-Security-Token": access.sessionToken }),
    "X-Amz-SignedHeaders": signedHeaders(headers),
  };
  const signature = signatureOf({ method, address, query, headers, payloadHash: UNSIGNED_PAYLOAD }, scope, access);
  return `${address.origin}${address.path}?${queryText({ ...query, "X-Amz-Signature": signature })}`;
}
