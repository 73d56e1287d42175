import type { ChunkSeed } from "./verify.ts";
import { hmacHex, sameSignature, scopeText, sha256Hex } from "./signing-key.ts";

const EMPTY_SHA256 = sha256Hex("");

/**
 * Verifies the chained signatures of an aws-chunked body: each covers its chunk and the signature before it, so chunks can
 * be neither changed nor swapped.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
export interface ChunkVerifier {
  /** @param chunkSha256 - hex SHA-256 of the chunk's data. @returns whether the signature holds. */
  chunk(chunkSha256: string, signature: string): boolean;
  /** @param canonicalTrailer - each trailer as `name:value\n`, sorted. @returns whether the signature holds. */
  trailer(canonicalTrailer: string, signature: string): boolean;
}

export function chunkVerifier(seed: ChunkSeed): ChunkVerifier {
  let previous = seed.signature;
  const verify = (algorithm: string, hashes: readonly string[], signature: string): boolean => {
    const toSign = [algorithm, seed.amzDate, scopeText(seed.scope), previous, ...hashes].join("\n");
    previous = hmacHex(seed.key, toSign);
    return sameSignature(previous, signature);
  };
  return {
    chunk: (chunkSha256, signature) => verify("AWS4-HMAC-SHA256-PAYLOAD", [EMPTY_SHA256, chunkSha256], signature),
    trailer: (canonicalTrailer, signature) =>
      verify("AWS4-HMAC-SHA256-TRAILER", [sha256Hex(canonicalTrailer)], signature),
  };
}
