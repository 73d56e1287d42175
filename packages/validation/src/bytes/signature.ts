/**
 * Whether bytes begin as files of some format do.
 *
 * @param signature - a character for each byte, of the same number; `?` stands for any byte.
 * @param start - of the bytes that are meant.
 */
export function beginsWith(bytes: Uint8Array, signature: string, start = 0): boolean {
  for (let at = 0; at < signature.length; at++) {
    if (signature[at] !== "?" && signature.charCodeAt(at) !== bytes[start + at]) return false;
  }
  return true;
}

/** The first of the formats whose signature the bytes begin with. */
export const formatOf = <Format extends string>(
  bytes: Uint8Array,
  signatures: readonly (readonly [Format, signature: string])[],
): Format | undefined => signatures.find(([, signature]) => beginsWith(bytes, signature))?.[0];

/** The byte-order mark of UTF-8. */
export const UTF8_MARK = "\xef\xbb\xbf";
export const GZIP = "\x1f\x8b";
export const JPEG = "\xff\xd8";
export const PARQUET = "PAR1";
export const PNG = "\x89PNG";

/** Formats that are taken for datasets now and then. */
export const COMMON_FORMATS = [
  ["gzip", GZIP],
  ["pdf", "%PDF-"],
  ["png", PNG],
  ["jpeg", `${JPEG}\xff`],
  ["zstd", "\x28\xb5\x2f\xfd"],
] as const;
