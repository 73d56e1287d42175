import type { DatasetFix, DatasetRules } from "@flash/schemas";
import { applyFixes, type ByteSource } from "@flash/validation";
import type { CallOptions } from "../call-options.ts";
import { blobOf } from "../host/blob-of.ts";
import { refuseAborted } from "../transport/runtime.ts";
import { notReadable, parquetMissing, untilAborted } from "./check-file.ts";
import { type LoadParquetReader, readerOf } from "./parquet-reader.ts";
import { openFile } from "./upload-file.ts";
import type { LocalFile, UploadFile } from "./upload-file.ts";

/**
 * What `fixFile` takes.
 *
 * @example
 * ```ts
 * const [task] = await flash.taskTypes();
 * const fixes = report.problems.flatMap(({ fix }) => fix ?? []);
 * const options: FixFileOptions | null = task === undefined ? null : { rules: task.dataset, fixes };
 * ```
 */
export interface FixFileOptions extends CallOptions {
  /** Those that the report was made by: `dataset` of the task type. */
  readonly rules: DatasetRules;
  /** As the report's problems carry them. Apply them together: each changes what others find. */
  readonly fixes: readonly DatasetFix[];
  /** As `createFlash` takes it: for Parquet files. */
  readonly parquet?: LoadParquetReader | undefined;
  /** Bytes read so far, of all that will be: those of an archive are read twice. */
  readonly onProgress?: ((progress: { readonly bytes: number; readonly totalBytes: number }) => void) | undefined;
}

/**
 * Makes a new file of one that was not sent yet, without the problems that have a fix; the old one stays as it is. What is on the
 * platform already is mended there, by `flash.datasets.applyFixes`.
 *
 * @returns the bytes of the new file, which a page's browser keeps outside of memory when they are many.
 * @throws FlashError `file_unreadable`, `file_changed`, `aborted`; `options_invalid` for Parquet without `parquet`.
 * @example
 * ```ts
 * const report = await flash.checkDataset(file, { taskType: "text-classification" });
 * const task = (await flash.taskTypes()).find(({ name }) => name === "text-classification");
 * const fixes = report.problems.flatMap(({ fix }) => fix ?? []);
 * if (task !== undefined && fixes.length > 0) {
 *   const mended = await fixFile(file, { rules: task.dataset, fixes });
 *   await flash.uploadDataset(mended, { taskType: task.name, name: file.name });
 * }
 * ```
 */
export async function fixFile(given: UploadFile, options: FixFileOptions): Promise<Blob> {
  const { rules, fixes, parquet, signal } = options;
  refuseAborted(signal);
  const file = await openFile(given, undefined);
  try {
    return await blobOf(applyFixes(counted(file, options), rules, { fixes, parquet: readerOf(parquet) }));
  } catch (error) {
    notReadable(error);
    throw parquetMissing();
  } finally {
    await file.close();
  }
}

function counted(file: LocalFile, { rules, onProgress, signal }: FixFileOptions): ByteSource {
  const totalBytes = (rules.kind === "images" ? 2 : 1) * file.sizeBytes;
  let bytes = 0;
  return {
    sizeBytes: file.sizeBytes,
    read: (offset, length) => file.readAt(offset, length),
    stream: async function* () {
      for await (const piece of untilAborted(file.read(), signal)) {
        yield piece;
        bytes += piece.length;
        onProgress?.({ bytes, totalBytes });
      }
    },
  };
}
