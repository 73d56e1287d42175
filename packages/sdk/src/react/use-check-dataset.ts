import type { DatasetReport } from "@flash/schemas";
import type { UseMutationResult } from "@tanstack/react-query";
import type { FlashError } from "../error/flash-error.ts";
import type { CheckOptions } from "../upload/check-dataset.ts";
import type { UploadFile } from "../upload/upload-file.ts";
import { useFlash } from "./flash-provider.ts";
import { useWrite } from "./hook-options.ts";
import type { WriteOptions } from "./hook-options.ts";
import { useNewest } from "./use-newest.ts";

/**
 * What `mutate` takes: a file, and what it is for.
 *
 * @example
 * ```ts
 * const chosen: FileToCheck = { file, taskType: "text-classification" };
 * ```
 */
export interface FileToCheck extends Omit<CheckOptions, "onProgress" | "signal"> {
  readonly file: UploadFile;
}

/** What `onProgress` of a check is told. */
type CheckProgress = Parameters<NonNullable<CheckOptions["onProgress"]>>[0];

/**
 * A mutation whose answer is the report, and how far the reading is.
 *
 * @example
 * ```ts
 * const { data: report, progress }: UseCheckDatasetResult = useCheckDataset();
 * ```
 */
export type UseCheckDatasetResult = UseMutationResult<DatasetReport, FlashError, FileToCheck> & {
  /** Of the check that was begun last, ten times a second at most; null before its first step. */
  readonly progress: CheckProgress | null;
};

/**
 * Checks a file on this computer and sends nothing. One at a time: the next one ends the one before, and the component that
 * goes ends its own; `error` is then `aborted`.
 *
 * @example
 * ```ts
 * const { mutate: check, data: report } = useCheckDataset();
 * const onChoose = () => check({ file, taskType: "text-classification" });
 * const sentences = report?.problems.map((problem) => describeProblem(problem).sentence);
 * ```
 */
export function useCheckDataset(
  options: WriteOptions<DatasetReport, FlashError, FileToCheck> = {},
): UseCheckDatasetResult {
  const flash = useFlash();
  const { progress, begin } = useNewest<CheckProgress>();
  const mutation = useWrite<DatasetReport, FlashError, FileToCheck>(
    ({ file, ...how }) => flash.checkDataset(file, { ...how, ...begin() }),
    () => undefined,
    options,
  );
  return { ...mutation, progress };
}
