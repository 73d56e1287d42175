import { host } from "#host";
import type { DatasetReport, DatasetRules } from "@flash/schemas";
import { type ByteSource, ParquetNotReadable, validateDataset } from "@flash/validation";
import { type FlashError, flashError } from "../error/flash-error.ts";
import { imageDecoder } from "./image-decoder.ts";
import { abortable, refuseAborted } from "../transport/runtime.ts";
import { type LoadParquetReader, readerOf } from "./parquet-reader.ts";
import type { LocalFile } from "./upload-file.ts";

/** Who hears how far the reading has come, and who may end it. */
export interface Reading {
  readonly onProgress: (progress: { bytes: number; rows: number | null }) => void;
  readonly signal: AbortSignal | undefined;
}

/** A reading of a file that is checked. */
export interface Checking extends Reading {
  readonly parquet: LoadParquetReader | undefined;
}

/** @throws FlashError `upload_too_large`, before anything is read. */
export function refuseTooLarge({ sizeBytes }: LocalFile, limitBytes: number): void {
  if (sizeBytes > limitBytes) throw flashError({ code: "upload_too_large", sizeBytes, limitBytes });
}

/**
 * What the platform's own validator says about the file: it will say the same of the bytes that arrive. Parquet that cannot be read
 * here is left to the platform, which can.
 *
 * @returns the file's SHA-256 in hex.
 * @throws FlashError `file_invalid` with the report.
 */
export async function checkFile(file: LocalFile, rules: DatasetRules, checking: Checking): Promise<string> {
  const report = await reportOn(file, rules, checking).catch(notReadable);
  if (report === null) return digestOf(file, checking);
  const { valid, digest } = report;
  // What is valid was read to its end and has a digest.
  if (!valid || digest === null) throw flashError({ code: "file_invalid", name: file.name, report });
  return digest.hex;
}

/** What the platform's own validator says about the file. */
export async function reportOn(
  file: LocalFile,
  rules: DatasetRules,
  { onProgress, signal, parquet }: Checking,
): Promise<DatasetReport> {
  const source: ByteSource = {
    sizeBytes: file.sizeBytes,
    read: async (offset, length) => {
      refuseAborted(signal);
      return file.readAt(offset, length);
    },
    stream: () => untilAborted(file.read(), signal),
  };
  const options = { onProgress, parquet: readerOf(parquet), decode: imageDecoder(), hasher: host.newSha256() };
  // A file that keeps us waiting is left alone.
  return abortable(validateDataset(source, rules, options), signal);
}

/** The same pieces. @throws FlashError `aborted` */
export async function* untilAborted<T>(
  pieces: AsyncIterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void, undefined> {
  for await (const piece of pieces) {
    refuseAborted(signal);
    yield piece;
  }
}

/** null: it is Parquet, and nothing was given that reads it. @throws what it was given, if that is anything else. */
export function notReadable(error: unknown): null {
  if (error instanceof ParquetNotReadable) return null;
  throw error;
}

/** The refusal of whoever cannot do without it. */
export const parquetMissing = (): FlashError =>
  flashError({ code: "options_invalid", faults: [{ path: "parquet", message: "needed for such a file" }] });

/** @param file - whose reading ends with an upload that is aborted. @returns the file's SHA-256 in hex, unchecked. */
export async function digestOf(file: LocalFile, { onProgress }: Pick<Reading, "onProgress">): Promise<string> {
  const hash = host.newSha256();
  let bytes = 0;
  for await (const piece of file.read()) {
    hash.update(piece);
    bytes += piece.length;
    onProgress({ bytes, rows: null });
  }
  return hash.digest("hex");
}
