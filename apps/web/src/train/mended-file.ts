import type { DatasetFix, DatasetReport, Flash, WireTaskType } from "@flash/sdk";
import { parquet } from "../platform/parquet.ts";

/** A file of this device, with what was found in it. */
export interface CheckedFile {
  readonly file: File;
  readonly report: DatasetReport;
}

/** How far a new version is: its bytes are written, then they are checked. */
export interface MendingProgress {
  readonly stage: "mending" | "checking";
  /** Of the stage, 0 to 1. */
  readonly share: number;
}

interface ToMend {
  readonly flash: Flash;
  readonly task: WireTaskType;
  readonly from: CheckedFile;
  readonly fixes: readonly DatasetFix[];
  /** Of the file that was chosen at first: a version of a version has no longer name. */
  readonly name: string;
}

/** A new version of a file, made and checked on this device. The file itself stays as it is. */
export async function mendedFile(
  { flash, task, from, fixes, name }: ToMend,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: MendingProgress) => void },
): Promise<CheckedFile> {
  const { fixFile } = await import("@flash/sdk/fix");
  const bytes = await fixFile(from.file, {
    rules: task.dataset,
    fixes,
    parquet,
    signal,
    onProgress: (step) => onProgress({ stage: "mending", share: step.bytes / step.totalBytes }),
  });
  const file = new File([bytes], mendedName(name, isRewritten(from.report)), { type: from.file.type });
  const report = await flash.checkDataset(file, {
    taskType: task.name,
    signal,
    onProgress: (step) => onProgress({ stage: "checking", share: step.bytes / Math.max(step.totalBytes, 1) }),
  });
  return { file, report };
}

/** JSON Lines and Parquet become CSV, packed files are unpacked. */
const isRewritten = (report: DatasetReport): boolean =>
  report.kind !== "images" && (report.format.layout !== "csv" || report.format.compression !== null);

/** `bad.csv` → `bad (fixed).csv` @param becomesCsv - whatever it was. */
export function mendedName(name: string, becomesCsv: boolean): string {
  const [, stem = name, ending = ""] = /^(.+?)((?:\.[A-Za-z0-9]{1,8})?(?:\.gz)?)$/u.exec(name) ?? [];
  return `${stem} (fixed)${becomesCsv ? ".csv" : ending}`;
}
