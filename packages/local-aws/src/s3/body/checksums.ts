import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { S3Error } from "../wire/errors.ts";
import { combineCrc, type CrcFamily } from "./crc-combine.ts";
import { crc32c } from "./crc32c.ts";
import { Crc64Nvme, CRC64NVME_POLYNOMIAL } from "./crc64nvme.ts";

export const CHECKSUM_ALGORITHMS = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/** `COMPOSITE` is the hash of the parts' hashes with `-N`; `FULL_OBJECT` is what one pass over all bytes would give. */
export type ChecksumType = "COMPOSITE" | "FULL_OBJECT";

/** Base64 values, as headers and XML carry them. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: string;
}

export interface ChecksumHasher {
  update(data: Uint8Array): void;
  digest(): Buffer;
}

const BYTES: Readonly<Record<ChecksumAlgorithm, number>> = { CRC32: 4, CRC32C: 4, CRC64NVME: 8, SHA1: 20, SHA256: 32 };

export function checksumHasher(algorithm: ChecksumAlgorithm): ChecksumHasher {
  switch (algorithm) {
    case "CRC32":
      return crcHasher(crc32);
    case "CRC32C":
      return crcHasher(crc32c);
    case "CRC64NVME":
      return new Crc64Nvme();
    case "SHA1":
      return createHash("sha1");
    case "SHA256":
      return createHash("sha256");
  }
}

function crcHasher(step: (data: Uint8Array, before: number) => number): ChecksumHasher {
  let crc = 0;
  return {
    update: (data) => {
      crc = step(data, crc);
    },
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(crc);
      return bytes;
    },
  };
}

export const checksumHeader = (algorithm: ChecksumAlgorithm): string => `x-amz-checksum-${algorithm.toLowerCase()}`;

/** As element name in XML: `ChecksumCRC32`. */
export const checksumElement = (algorithm: ChecksumAlgorithm): string => `Checksum${algorithm}`;

/** @throws S3Error `InvalidRequest` for a name that S3, or this server, does not know. */
export function parseAlgorithm(name: string): ChecksumAlgorithm {
  const known = CHECKSUM_ALGORITHMS.find((algorithm) => algorithm === name.toUpperCase());
  if (known !== undefined) return known;
  const message = `Checksum algorithm ${name} is not supported. Use one of ${CHECKSUM_ALGORITHMS.join(", ")}.`;
  throw new S3Error("InvalidRequest", { message });
}

/** @throws S3Error `InvalidRequest` unless `value` is base64 of the algorithm's length. */
export function assertChecksumValue({ algorithm, value }: Checksum): void {
  const bytes = Buffer.from(value, "base64");
  if (bytes.length !== BYTES[algorithm] || bytes.toString("base64") !== value)
    throw new S3Error("InvalidRequest", { message: `Value for ${checksumHeader(algorithm)} header is invalid.` });
}

export const isCrc = (algorithm: ChecksumAlgorithm): boolean => algorithm in CRC_FAMILY;

const CRC_FAMILY: Partial<Record<ChecksumAlgorithm, CrcFamily>> = {
  CRC32: { bits: 32, polynomial: 0xedb88320n },
  CRC32C: { bits: 32, polynomial: 0x82f63b78n },
  CRC64NVME: { bits: 64, polynomial: CRC64NVME_POLYNOMIAL },
};

/** The checksum of a multipart object from those of its parts, without reading a byte of it. */
export function combineChecksums(
  algorithm: ChecksumAlgorithm,
  type: ChecksumType,
  parts: readonly { readonly value: string; readonly size: number }[],
): string {
  if (type === "COMPOSITE") {
    const hasher = checksumHasher(algorithm);
    for (const part of parts) hasher.update(Buffer.from(part.value, "base64"));
    return `${hasher.digest().toString("base64")}-${parts.length}`;
  }
  const family = CRC_FAMILY[algorithm];
  if (family === undefined) throw new S3Error("InvalidRequest", { message: `${algorithm} has no FULL_OBJECT type.` });
  const whole = parts.reduce((crc, part) => combineCrc(family, crc, toBigInt(part.value), part.size), 0n);
  return Buffer.from(whole.toString(16).padStart(family.bits / 4, "0"), "hex").toString("base64");
}

const toBigInt = (base64: string): bigint => BigInt(`0x${Buffer.from(base64, "base64").toString("hex")}`);
