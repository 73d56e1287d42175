import { describe, expect, test } from "vitest";
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm, checksumHasher, combineChecksums } from "./checksums.ts";

function digestOf(algorithm: ChecksumAlgorithm, ...chunks: readonly Uint8Array[]): Buffer {
  const hasher = checksumHasher(algorithm);
  for (const chunk of chunks) hasher.update(chunk);
  return hasher.digest();
}

describe("checksums", () => {
  /** The check values that the CRC catalogue and the hash standards publish for the text "123456789" or "abc". */
  test.each([
    ["CRC32", "123456789", "cbf43926"],
    ["CRC32C", "123456789", "e3069283"],
    ["CRC64NVME", "123456789", "ae8b14860a799888"],
    ["SHA1", "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"],
    ["SHA256", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  ] as const)("%s of %j is the published value", (algorithm, text, hex) => {
    expect(digestOf(algorithm, Buffer.from(text)).toString("hex")).toBe(hex);
  });

  test.each(CHECKSUM_ALGORITHMS)("%s does not depend on how the bytes are cut", (algorithm) => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, index) => (index * 31) & 0xff);
    const pieces = [bytes.subarray(0, 3), bytes.subarray(3, 20), bytes.subarray(20, 21), bytes.subarray(21)];
    expect(digestOf(algorithm, ...pieces)).toEqual(digestOf(algorithm, bytes));
  });

  test.each(["CRC32", "CRC32C", "CRC64NVME"] as const)("%s of a whole follows from its parts", (algorithm) => {
    const bytes = Uint8Array.from({ length: 5000 }, (_, index) => (index * 7) & 0xff);
    const parts = [bytes.subarray(0, 1234), bytes.subarray(1234, 4999), bytes.subarray(4999)].map((part) => ({
      value: digestOf(algorithm, part).toString("base64"),
      size: part.length,
    }));
    expect(combineChecksums(algorithm, "FULL_OBJECT", parts)).toBe(digestOf(algorithm, bytes).toString("base64"));
  });
});
