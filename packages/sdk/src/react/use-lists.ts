import type { WireDataset, WireJob } from "@flash/schemas";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { FlashError } from "../error/flash-error.ts";
import type { Listing, ListOptions, Page } from "../listing.ts";
import { useFlash } from "./flash-provider.ts";
import { QUERY_KEYS } from "./query-keys.ts";

/** How a list is read. */
export interface UseListOptions extends Pick<ListOptions, "pageSize"> {
  /** Milliseconds after which the pages that are shown are read again; left out: never by themselves. */
  readonly refetchInterval?: number;
}

/**
 * The caller's jobs, newest first, page after page: `data` is all of them that have been read, `fetchNextPage` reads on.
 *
 * @example
 * ```ts
 * const { data: jobs = [], hasNextPage, fetchNextPage } = useJobs({ pageSize: 50 });
 * ```
 */
export function useJobs(options: UseListOptions = {}): UseInfiniteQueryResult<WireJob[], FlashError> {
  const flash = useFlash();
  return useListing(QUERY_KEYS.jobs, (read) => flash.jobs.list(read), options);
}

/**
 * The caller's datasets, as {@link useJobs} gives jobs.
 *
 * @example
 * ```ts
 * const { data: datasets = [] } = useDatasets();
 * ```
 */
export function useDatasets(options: UseListOptions = {}): UseInfiniteQueryResult<WireDataset[], FlashError> {
  const flash = useFlash();
  return useListing(QUERY_KEYS.datasets, (read) => flash.datasets.list(read), options);
}

function useListing<Item>(
  queryKey: readonly string[],
  list: (options: ListOptions) => Listing<Item>,
  { pageSize, refetchInterval }: UseListOptions,
): UseInfiniteQueryResult<Item[], FlashError> {
  return useInfiniteQuery<Page<Item>, FlashError, Item[], readonly unknown[], string | null>({
    queryKey: [...queryKey, { pageSize }],
    queryFn: ({ pageParam, signal }) => list({ pageSize, signal }).page(pageParam),
    initialPageParam: null,
    getNextPageParam: ({ next }) => next,
    select: ({ pages }: InfiniteData<Page<Item>, string | null>) => pages.flatMap(({ items }) => items),
    refetchInterval: refetchInterval ?? false,
    retry: false,
  });
}
