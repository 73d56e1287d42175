import type { UseMutationResult } from "@tanstack/react-query";
import type { FixOptions, FixProgress } from "../datasets/apply-fixes.ts";
import type { FlashError } from "../error/flash-error.ts";
import type { ValidDataset } from "../upload/dataset-upload.ts";
import { flashKeys } from "./flash-keys.ts";
import { useFlash } from "./flash-provider.ts";
import { useWrite } from "./hook-options.ts";
import type { WriteOptions } from "./hook-options.ts";
import { nameOf } from "./name-of.ts";
import { useNewest } from "./use-newest.ts";

/**
 * What `mutate` takes: a dataset whose report carries fixes, and which of them; all when they are left out.
 *
 * @example
 * ```ts
 * const toFix: DatasetToFix = { datasetId, fixes: [{ type: "drop_rows", problem: "too_many_cells" }] };
 * ```
 */
export interface DatasetToFix extends Pick<FixOptions, "fixes"> {
  readonly datasetId: string;
}

/**
 * A mutation whose answer is the new dataset, and how far its making is.
 *
 * @example
 * ```ts
 * const { data: mended, progress }: UseApplyFixesResult = useApplyFixes();
 * ```
 */
export type UseApplyFixesResult = UseMutationResult<ValidDataset, FlashError, DatasetToFix> & {
  /** Of the mending that was begun last, ten times a second at most; null before its first step. */
  readonly progress: FixProgress | null;
};

/**
 * Makes a new dataset of one that is on the platform, without the problems that have a fix, and has it validated. One at a time: the
 * component that goes stops listening, and asking again answers with the same dataset. One that still has errors is `dataset_invalid`,
 * with its id and its report.
 *
 * @example
 * ```ts
 * const { mutate: applyFixes, data: mended } = useApplyFixes();
 * const onClick = () => applyFixes({ datasetId });
 * ```
 */
export function useApplyFixes(options: WriteOptions<ValidDataset, FlashError, DatasetToFix> = {}): UseApplyFixesResult {
  const flash = useFlash();
  const { progress, begin } = useNewest<FixProgress>();
  const mutation = useWrite<ValidDataset, FlashError, DatasetToFix>(
    ({ datasetId, fixes }) => flash.datasets.applyFixes(datasetId, { fixes, ...begin() }),
    (queries, dataset) => {
      if (dataset !== undefined) queries.setQueryData(nameOf(flash, flashKeys.dataset(dataset.id)), dataset);
      void queries.invalidateQueries({ queryKey: flashKeys.datasets });
    },
    options,
  );
  return { ...mutation, progress };
}
