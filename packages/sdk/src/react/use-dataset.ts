import type { WireDataset } from "@flash/schemas";
import { useQuery } from "@tanstack/react-query";
import type { UseMutationResult, UseQueryResult } from "@tanstack/react-query";
import type { ErrorOf } from "../error/error-of.ts";
import type { FlashError } from "../error/flash-error.ts";
import { flashKeys } from "./flash-keys.ts";
import { useFlash } from "./flash-provider.ts";
import { flashQueries } from "./flash-queries.ts";
import { useWrite } from "./hook-options.ts";
import type { ReadOptions, WriteOptions } from "./hook-options.ts";

/**
 * One dataset with its report.
 *
 * @param datasetId - null: none yet.
 * @example
 * ```ts
 * const { data: dataset } = useDataset(datasetId);
 * const kept = dataset?.report?.rows.kept;
 * ```
 */
export function useDataset(
  datasetId: string | null,
  options: ReadOptions = {},
): UseQueryResult<WireDataset, FlashError> {
  const query = flashQueries(useFlash()).dataset(datasetId ?? "");
  return useQuery({ ...query, ...options, enabled: datasetId !== null && options.enabled !== false });
}

/**
 * Takes a dataset and its bytes away, for good. While a job that is not over needs it, `error.code` is `dataset_in_use`.
 *
 * @example
 * ```ts
 * const { mutate: deleteDataset, error } = useDeleteDataset();
 * const onClick = () => deleteDataset(datasetId);
 * const neededBy = error?.code === "dataset_in_use" ? error.problem.jobIds : [];
 * ```
 */
export function useDeleteDataset(
  options: WriteOptions<void, ErrorOf<"datasets.delete">, string> = {},
): UseMutationResult<void, ErrorOf<"datasets.delete">, string> {
  const flash = useFlash();
  return useWrite<void, ErrorOf<"datasets.delete">, string>(
    (datasetId) => flash.datasets.delete(datasetId),
    (queries) => queries.invalidateQueries({ queryKey: flashKeys.datasets }),
    options,
  );
}
