import type { DatasetReport, DatasetRules } from "@flash/schemas";
import { type ByteSource, type IncrementalHash, Sha256, validateDataset } from "@flash/validation";
import { flashError } from "../error/flash-error.ts";
import { imageDecoder } from "./image-decoder.ts";
import { refuseAborted } from "../transport/runtime.ts";
import { nodeModule } from "./node-module.ts";
import type { LocalFile } from "./upload-file.ts";

/** Who hears how far the reading has come, and who may end it. */
export interface Reading {
  readonly onProgress: (progress: { bytes: number; rows: number | null }) => void;
  readonly signal: AbortSignal | undefined;
}

/** @throws FlashError `upload_too_large`, before anything is read. */
export function refuseTooLarge({ sizeBytes }: LocalFile, limitBytes: number): void {
  if (sizeBytes > limitBytes) throw flashError({ code: "upload_too_large", sizeBytes, limitBytes });
}

/**
 * What the platform's own validator says about the file: it will say the same of the bytes that arrive.
 *
 * @returns the file's SHA-256 in hex.
 * @throws FlashError `file_invalid` with the report.
 */
export async function checkFile(file: LocalFile, rules: DatasetRules, reading: Reading): Promise<string> {
  const report = await reportOn(file, rules, reading);
  const { valid, digest } = report;
  // What is valid was read to its end and has a digest.
  if (!valid || digest === null) throw flashError({ code: "file_invalid", name: file.name, report });
  return digest.hex;
}

/** What the platform's own validator says about the file. */
export async function reportOn(
  file: LocalFile,
  rules: DatasetRules,
  { onProgress, signal }: Reading,
): Promise<DatasetReport> {
  try {
    return await validateDataset(bytesOf(file), rules, {
      onProgress,
      signal,
      decode: imageDecoder(),
      hasher: newSha256(),
    });
  } catch (error) {
    refuseAborted(signal);
    throw error;
  }
}

export const bytesOf = (file: LocalFile): ByteSource => ({
  sizeBytes: file.sizeBytes,
  read: (offset, length) => file.readAt(offset, length),
  stream: () => file.read(),
});

/** @returns the file's SHA-256 in hex, unchecked. */
export async function digestOf(file: LocalFile, { onProgress, signal }: Reading): Promise<string> {
  const hash = newSha256();
  let bytes = 0;
  for await (const piece of file.read()) {
    refuseAborted(signal);
    hash.update(piece);
    bytes += piece.length;
    onProgress({ bytes, rows: null });
  }
  return hash.digest("hex");
}

/** Node's own is eight times as fast; browsers have none that takes its bytes piece by piece. */
const newSha256 = (): IncrementalHash => nodeModule("node:crypto")?.createHash("sha256") ?? new Sha256();
