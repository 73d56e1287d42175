import { createHash } from "node:crypto";
import type { ChecksumValues } from "../store/records.ts";
import { type ChecksumAlgorithm, checksumHasher, checksumHeader } from "./checksums.ts";
import { assertIntegrity, type ExpectedIntegrity } from "./integrity.ts";

/** A body that arrived whole and is what its sender declared. */
export interface ReceivedBody {
  readonly sizeBytes: number;
  /** Hex. */
  readonly md5: string;
  /** The declared checksum, verified. */
  readonly checksums: ChecksumValues;
}

/** The digests of a body as it streams by: MD5 always, for the ETag, and whatever else was declared. */
export class BodyHashes {
  readonly #algorithm: ChecksumAlgorithm | undefined;
  readonly #md5 = createHash("md5");
  readonly #sha256;
  readonly #checksum;
  sizeBytes = 0;

  constructor(algorithm: ChecksumAlgorithm | undefined, withSha256 = false) {
    this.#algorithm = algorithm;
    this.#sha256 = withSha256 ? createHash("sha256") : undefined;
    this.#checksum = algorithm === undefined ? undefined : checksumHasher(algorithm);
  }

  static for({ checksum, signedSha256 }: ExpectedIntegrity): BodyHashes {
    return new BodyHashes(checksum?.algorithm, signedSha256 !== undefined);
  }

  update(bytes: Uint8Array): void {
    this.sizeBytes += bytes.length;
    this.#md5.update(bytes);
    this.#sha256?.update(bytes);
    this.#checksum?.update(bytes);
  }

  digest(): ReceivedBody {
    const value = this.#checksum?.digest().toString("base64");
    const checksums = this.#algorithm !== undefined && value !== undefined ? { [this.#algorithm]: value } : {};
    return { sizeBytes: this.sizeBytes, md5: this.#md5.digest("hex"), checksums };
  }

  verify(expected: ExpectedIntegrity, trailers: ReadonlyMap<string, string>): ReceivedBody {
    const received = this.digest();
    const algorithm = this.#algorithm;
    assertIntegrity(expected, {
      sha256: this.#sha256?.digest("hex"),
      md5: received.md5,
      checksum: algorithm && received.checksums[algorithm],
      trailerValue: algorithm && trailers.get(checksumHeader(algorithm)),
    });
    return received;
  }
}
