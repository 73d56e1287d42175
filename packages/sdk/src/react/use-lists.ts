import type { WireDataset, WireJob, WireModel } from "@flash/schemas";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import type { FlashError } from "../error/flash-error.ts";
import type { ListOptions } from "../listing.ts";
import { useFlash } from "./flash-provider.ts";
import { flashQueries } from "./flash-queries.ts";
import type { ReadOptions } from "./hook-options.ts";

/**
 * How a list is read.
 *
 * @example
 * ```ts
 * const often: UseListOptions = { pageSize: 50, refetchInterval: 4_000 };
 * const { data: jobs = [] } = useJobs(often);
 * ```
 */
export interface UseListOptions extends Pick<ListOptions, "pageSize">, ReadOptions {}

/**
 * The caller's jobs, newest first, page after page: `data` is all of them that have been read, `fetchNextPage` reads on.
 *
 * @example
 * ```ts
 * const { data: jobs = [], hasNextPage, fetchNextPage } = useJobs({ pageSize: 50 });
 * ```
 */
export function useJobs({ pageSize, ...options }: UseListOptions = {}): UseInfiniteQueryResult<WireJob[], FlashError> {
  return useInfiniteQuery({ ...flashQueries(useFlash()).jobs({ pageSize }), ...options });
}

/**
 * The caller's datasets, as {@link useJobs} gives jobs.
 *
 * @example
 * ```ts
 * const { data: datasets = [] } = useDatasets();
 * ```
 */
export function useDatasets({ pageSize, ...options }: UseListOptions = {}): UseInfiniteQueryResult<
  WireDataset[],
  FlashError
> {
  return useInfiniteQuery({ ...flashQueries(useFlash()).datasets({ pageSize }), ...options });
}

/**
 * The caller's models, as {@link useJobs} gives jobs.
 *
 * @example
 * ```ts
 * const { data: models = [] } = useModels();
 * ```
 */
export function useModels({ pageSize, ...options }: UseListOptions = {}): UseInfiniteQueryResult<
  WireModel[],
  FlashError
> {
  return useInfiniteQuery({ ...flashQueries(useFlash()).models({ pageSize }), ...options });
}
