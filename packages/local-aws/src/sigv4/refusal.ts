/** Why a signature was not accepted. Each service maps the reasons to its own error codes. */
export type SignatureRefusal =
  | { readonly reason: "anonymous" }
  | { readonly reason: "malformed"; readonly message: string }
  | { readonly reason: "unknown_key"; readonly accessKeyId: string }
  | { readonly reason: "wrong_token" }
  /** The credentials have ended, whatever was signed with them while they held. */
  | { readonly reason: "token_expired" }
  | { readonly reason: "wrong_region"; readonly region: string; readonly expected: string }
  /** The clock of a header-signed request is more than {@link MAX_SKEW_MS} off. */
  | { readonly reason: "skewed"; readonly requestTime: number; readonly serverTime: number }
  | { readonly reason: "not_yet_valid"; readonly serverTime: number }
  | { readonly reason: "expired"; readonly expiredAt: number; readonly serverTime: number }
  | { readonly reason: "headers_not_signed"; readonly headers: readonly string[] }
  /** Wrong secret, or another method, path, query, header or body than was signed. */
  | { readonly reason: "mismatch"; readonly canonicalRequest: string; readonly stringToSign: string };

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html */
export const MAX_SKEW_MS = 15 * 60_000;

/** Seven days. */
export const MAX_PRESIGNED_SECONDS = 604_800;
