import { type DatasetReport, type TaskType, withTolerance } from "@flash/schemas";
import type { CallOptions } from "../call-options.ts";
import type { Client } from "../client.ts";
import { taskTypeCalled } from "../task-types/task-types.ts";
import { refuseAborted } from "../transport/runtime.ts";
import { notReadable, parquetMissing, refuseTooLarge, reportOn } from "./check-file.ts";
import { openFile } from "./upload-file.ts";
import type { UploadFile } from "./upload-file.ts";

/**
 * What `checkDataset` takes.
 *
 * @example
 * ```ts
 * const options: CheckOptions = { taskType: "text-classification", onProgress: ({ bytes }) => show(bytes) };
 * const report = await flash.checkDataset(file, options);
 * ```
 */
export interface CheckOptions extends CallOptions {
  readonly taskType: TaskType;
  /** Share of rows or images that may be bad, 0 to 1. Left out: what the platform's rules say. */
  readonly badRowShare?: number | undefined;
  /** Bytes read so far, of all bytes, and data rows. */
  readonly onProgress?:
    | ((progress: { readonly bytes: number; readonly totalBytes: number; readonly rows: number | null }) => void)
    | undefined;
}

/** See `Flash.checkDataset`. */
export async function checkDataset(client: Client, given: UploadFile, options: CheckOptions): Promise<DatasetReport> {
  const { taskType, badRowShare, onProgress, signal } = options;
  refuseAborted(signal);
  const { dataset: rules, maxDatasetBytes } = await taskTypeCalled(taskType, client.taskTypes, { signal });
  const file = await openFile(given, undefined);
  try {
    refuseTooLarge(file, maxDatasetBytes);
    const totalBytes = file.sizeBytes;
    const report = await reportOn(file, withTolerance(rules, badRowShare), {
      signal,
      parquet: client.parquet,
      onProgress: (progress) => onProgress?.({ ...progress, totalBytes }),
    }).catch(notReadable);
    if (report === null) throw parquetMissing();
    return report;
  } finally {
    await file.close();
  }
}
