import type { WireDataset } from "@flash/schemas";
import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import type { FlashError } from "../error/flash-error.ts";
import { useFlash } from "./flash-provider.ts";
import { flashQueries } from "./flash-queries.ts";
import type { ReadOptions } from "./hook-options.ts";

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
