import { S3Error } from "../wire/errors.ts";
import {
  assertChecksumValue,
  type Checksum,
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  checksumHeader,
  parseAlgorithm,
} from "./checksums.ts";

/** What a client said its body would be, before the body was read. */
export interface ExpectedIntegrity {
  /** Hex SHA-256 that was signed, or `undefined` for an unsigned or streamed payload. */
  readonly signedSha256: string | undefined;
  /** Base64. */
  readonly contentMd5: string | undefined;
  /** The one checksum that is computed and kept; its value may come later, in a trailer. */
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly value: string | undefined } | undefined;
}

/**
 * Collects the digests that a request declares in its headers.
 *
 * @param payloadHash - what was signed in the body's place.
 * @throws S3Error `InvalidDigest`, `InvalidRequest` for contradictory or malformed declarations.
 */
export function expectedIntegrity(headers: ReadonlyMap<string, string>, payloadHash: string): ExpectedIntegrity {
  const contentMd5 = headers.get("content-md5");
  if (contentMd5 !== undefined && !isBase64Of(contentMd5, 16)) throw new S3Error("InvalidDigest");
  const signedSha256 = /^[0-9a-f]{64}$/i.test(payloadHash) ? payloadHash.toLowerCase() : undefined;
  return { signedSha256, contentMd5, checksum: declaredChecksum(headers) };
}

function declaredChecksum(headers: ReadonlyMap<string, string>): ExpectedIntegrity["checksum"] {
  const declared = CHECKSUM_ALGORITHMS.flatMap((algorithm): Checksum[] => {
    const value = headers.get(checksumHeader(algorithm));
    return value === undefined ? [] : [{ algorithm, value }];
  });
  const [checksum, second] = declared;
  if (second !== undefined)
    throw invalid("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
  const named = headers.get("x-amz-sdk-checksum-algorithm");
  const algorithm = checksum?.algorithm ?? trailerAlgorithm(headers.get("x-amz-trailer"));
  if (named !== undefined && algorithm === undefined)
    throw invalid(
      "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.",
    );
  if (named !== undefined && algorithm !== parseAlgorithm(named))
    throw invalid("Value for x-amz-sdk-checksum-algorithm header does not fit the checksum that was sent.");
  if (checksum !== undefined) assertChecksumValue(checksum);
  return algorithm === undefined ? undefined : { algorithm, value: checksum?.value };
}

function trailerAlgorithm(trailer: string | undefined): ChecksumAlgorithm | undefined {
  if (trailer === undefined) return undefined;
  const name = /^x-amz-checksum-([a-z0-9]+)$/.exec(trailer.trim().toLowerCase())?.[1];
  if (name === undefined) throw invalid("The value specified in the x-amz-trailer header is not supported.");
  return parseAlgorithm(name);
}

export interface ComputedIntegrity {
  readonly sha256: string | undefined;
  /** Hex. */
  readonly md5: string;
  readonly checksum: string | undefined;
  /** The checksum value that came behind the body. */
  readonly trailerValue: string | undefined;
}

/** @throws S3Error `XAmzContentSHA256Mismatch` or `BadDigest` when the body is not what was declared. */
export function assertIntegrity(expected: ExpectedIntegrity, computed: ComputedIntegrity): void {
  if (expected.signedSha256 !== undefined && expected.signedSha256 !== computed.sha256)
    throw new S3Error("XAmzContentSHA256Mismatch", {
      details: {
        ClientComputedContentSHA256: expected.signedSha256,
        S3ComputedContentSHA256: computed.sha256 ?? "",
      },
    });
  const md5 = Buffer.from(computed.md5, "hex").toString("base64");
  if (expected.contentMd5 !== undefined && expected.contentMd5 !== md5)
    throw new S3Error("BadDigest", {
      message: "The Content-MD5 you specified did not match what we received.",
      details: { ExpectedDigest: expected.contentMd5, CalculatedDigest: md5 },
    });
  assertChecksum(expected.checksum, computed);
}

function assertChecksum(expected: ExpectedIntegrity["checksum"], computed: ComputedIntegrity): void {
  if (expected === undefined) return;
  const { algorithm } = expected;
  const value = expected.value ?? computed.trailerValue;
  if (value === undefined) throw new S3Error("MalformedTrailerError");
  assertChecksumValue({ algorithm, value });
  if (value !== computed.checksum)
    throw new S3Error("BadDigest", {
      message: `The ${algorithm} you specified did not match the calculated checksum.`,
    });
}

const invalid = (message: string): S3Error => new S3Error("InvalidRequest", { message });

function isBase64Of(text: string, bytes: number): boolean {
  const decoded = Buffer.from(text, "base64");
  return decoded.length === bytes && decoded.toString("base64") === text;
}
