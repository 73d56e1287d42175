import type { UseMutationResult } from "@tanstack/react-query";
import type { FlashError } from "../error/flash-error.ts";
import type { ValidDataset } from "../upload/dataset-upload.ts";
import { validated, validDataset } from "../upload/validate-stored.ts";
import { flashKeys } from "./flash-keys.ts";
import { useFlash } from "./flash-provider.ts";
import { useWrite } from "./hook-options.ts";
import type { WriteOptions } from "./hook-options.ts";
import { nameOf } from "./name-of.ts";
import { useNewest } from "./use-newest.ts";

/**
 * How far the platform has read a dataset.
 *
 * @example
 * ```ts
 * const told = ({ bytes, rows }: ValidationProgress): string => (rows === null ? `${bytes} bytes` : `${rows} rows`);
 * ```
 */
export interface ValidationProgress {
  readonly bytes: number;
  /** null where there are none. */
  readonly rows: number | null;
}

/**
 * A mutation whose answer is the valid dataset, and how far the platform has read.
 *
 * @example
 * ```ts
 * const { mutate: validate, progress }: UseValidateDatasetResult = useValidateDataset();
 * ```
 */
export type UseValidateDatasetResult = UseMutationResult<ValidDataset, FlashError, string> & {
  /** Of the validation that was asked for last, ten times a second at most; null before its first step. */
  readonly progress: ValidationProgress | null;
};

/**
 * Has the platform check a dataset that has arrived, where its client went away before. Whoever shows the dataset sees its report,
 * be it good or bad: errors in it are `dataset_invalid`. The component that goes stops listening, and the validation goes on.
 *
 * @example
 * ```ts
 * const { mutate: validate, progress } = useValidateDataset();
 * const onClick = () => validate(datasetId);
 * ```
 */
export function useValidateDataset(
  options: WriteOptions<ValidDataset, FlashError, string> = {},
): UseValidateDatasetResult {
  const flash = useFlash();
  const { progress, begin } = useNewest<ValidationProgress>();
  const mutation = useWrite<ValidDataset, FlashError, string>(
    async (datasetId) => validDataset(await validated(flash, datasetId, begin())),
    (queries, dataset, datasetId) => {
      const queryKey = nameOf(flash, flashKeys.dataset(datasetId));
      if (dataset === undefined) void queries.invalidateQueries({ queryKey });
      else queries.setQueryData(queryKey, dataset);
      void queries.invalidateQueries({ queryKey: flashKeys.datasets });
    },
    options,
  );
  return { ...mutation, progress };
}
