import { FlashRefusal } from "@flash/schemas";

const MIB = 1024 ** 2;
/** S3's limits. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MIN_PART_BYTES = 5 * MIB;
const MAX_PART_BYTES = 5 * 1024 * MIB;
const MAX_PARTS = 10_000;
const LIMIT_BYTES = MAX_PART_BYTES * MAX_PARTS;

/**
 * Size of each part of an upload: the smallest whole MiB that stays under S3's part count.
 *
 * @param sizeBytes - the whole dataset, more than 0.
 * @returns bytes per part: a multiple of 1 MiB, at least 5 MiB; the last part may be smaller.
 * @throws FlashRefusal `upload_too_large` above what S3 takes at all.
 */
export function partSizeFor(sizeBytes: number): number {
  if (sizeBytes > LIMIT_BYTES) {
    throw new FlashRefusal({ code: "upload_too_large", sizeBytes, limitBytes: LIMIT_BYTES });
  }
  return Math.max(MIN_PART_BYTES, Math.ceil(sizeBytes / MAX_PARTS / MIB) * MIB);
}

/** Numbers of the parts: 1 to this. */
export const partCount = (sizeBytes: number, partSizeBytes: number): number => Math.ceil(sizeBytes / partSizeBytes);

/** @returns the length of a part; null for a number that none has. */
export function partBytes(sizeBytes: number, partSizeBytes: number, partNumber: number): number | null {
  const start = (partNumber - 1) * partSizeBytes;
  return partNumber >= 1 && start < sizeBytes ? Math.min(partSizeBytes, sizeBytes - start) : null;
}
