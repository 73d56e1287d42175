import type { ModelDownload, WireDataset, WireJob, WireModel, WireStatus, WireTaskType, WireWhy } from "@flash/schemas";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type {
  DataTag,
  InfiniteData,
  UndefinedInitialDataInfiniteOptions,
  UndefinedInitialDataOptions,
} from "@tanstack/react-query";
import type { FlashError } from "../error/flash-error.ts";
import type { Flash } from "../flash.ts";
import type { Listing, ListOptions, Page } from "../listing.ts";
import { flashKeys } from "./flash-keys.ts";
import { jobQuery } from "./job-query.ts";
import { nameOf } from "./name-of.ts";

type PageSize = Pick<ListOptions, "pageSize">;

/** A query whose key knows what is kept under it. */
type Read<Data> = UndefinedInitialDataOptions<Data, FlashError> & {
  queryKey: DataTag<readonly unknown[], Data, FlashError>;
};
type Pages<Item> = InfiniteData<Page<Item>>;
/** Page after page, given out as one list. */
type ReadPages<Item> = UndefinedInitialDataInfiniteOptions<
  Page<Item>,
  FlashError,
  Item[],
  readonly unknown[],
  string | null
> & { queryKey: DataTag<readonly unknown[], Pages<Item>, FlashError> };

/**
 * What {@link flashQueries} makes: options for each thing that can be read.
 *
 * @example
 * ```ts
 * const queries: FlashQueries = flashQueries(flash);
 * const kept = queryClient.getQueryData(queries.status().queryKey);
 * ```
 */
export interface FlashQueries {
  status(): Read<WireStatus>;
  /** They change with the platform's version only: asked once. */
  taskTypes(): Read<readonly WireTaskType[]>;
  jobs(options?: PageSize): ReadPages<WireJob>;
  datasets(options?: PageSize): ReadPages<WireDataset>;
  models(options?: PageSize): ReadPages<WireModel>;
  dataset(datasetId: string): Read<WireDataset>;
  /** Lasts as long as the job: its states come over one connection. */
  job(jobId: string): Read<WireJob>;
  why(jobId: string): Read<WireWhy>;
  /** Out of date when its URLs are. */
  model(jobId: string): Read<ModelDownload>;
  /** A model never changes: what was loaded once is kept as long as it is shown. */
  artifact(jobId: string, path: string): Read<Uint8Array<ArrayBuffer>>;
}

/**
 * Everything that can be read, as TanStack Query's options: for `useSuspenseQuery`, `prefetchQuery`, a router's loader, or
 * a `select` of your own. The hooks of this package are made of them. All of them end their calls when nobody waits any
 * more, and leave it to the client to repeat what is worth repeating.
 *
 * @example
 * ```ts
 * await queryClient.prefetchQuery(flashQueries(flash).taskTypes());
 * const { data: reasons } = useQuery({ ...flashQueries(flash).why(jobId), select: (why) => why.reasons });
 * ```
 */
export const flashQueries = (flash: Flash): FlashQueries => ({
  status: () =>
    queryOptions<WireStatus, FlashError>({
      queryKey: nameOf(flash, flashKeys.status),
      queryFn: ({ signal }) => flash.status({ signal }),
      retry: false,
    }),
  taskTypes: () =>
    queryOptions<readonly WireTaskType[], FlashError>({
      queryKey: nameOf(flash, flashKeys.taskTypes),
      queryFn: ({ signal }) => flash.taskTypes({ signal }),
      staleTime: Number.POSITIVE_INFINITY,
      retry: false,
    }),
  jobs: ({ pageSize }: PageSize = {}) =>
    pages<WireJob>(nameOf(flash, [...flashKeys.jobs, { pageSize }]), (read) => flash.jobs.list({ ...read, pageSize })),
  datasets: ({ pageSize }: PageSize = {}) =>
    pages<WireDataset>(nameOf(flash, [...flashKeys.datasets, { pageSize }]), (read) =>
      flash.datasets.list({ ...read, pageSize }),
    ),
  models: ({ pageSize }: PageSize = {}) =>
    pages<WireModel>(nameOf(flash, [...flashKeys.models, { pageSize }]), (read) =>
      flash.models.list({ ...read, pageSize }),
    ),
  dataset: (datasetId: string) =>
    queryOptions<WireDataset, FlashError>({
      queryKey: nameOf(flash, flashKeys.dataset(datasetId)),
      queryFn: ({ signal }) => flash.datasets.get(datasetId, { signal }),
      retry: false,
    }),
  job: (jobId: string) => jobQuery(flash, jobId),
  why: (jobId: string) =>
    queryOptions<WireWhy, FlashError>({
      queryKey: nameOf(flash, flashKeys.why(jobId)),
      queryFn: ({ signal }) => flash.job(jobId).why({ signal }),
      retry: false,
    }),
  model: (jobId: string) =>
    queryOptions<ModelDownload, FlashError>({
      queryKey: nameOf(flash, flashKeys.model(jobId)),
      queryFn: ({ signal }) => flash.job(jobId).model.download({ signal }),
      staleTime: ({ state }) => freshMs((state.data?.expiresAt ?? 0) - state.dataUpdatedAt),
      retry: false,
    }),
  artifact: (jobId: string, path: string) =>
    queryOptions<Uint8Array<ArrayBuffer>, FlashError>({
      queryKey: nameOf(flash, flashKeys.artifact(jobId, path)),
      queryFn: ({ signal }) => flash.job(jobId).model.downloadArtifact(path, { signal }),
      staleTime: Number.POSITIVE_INFINITY,
      retry: false,
    }),
});

/** URLs live so long at most, whatever the clock of this computer says. Milliseconds. */
const URL_LIFE_MS = 900_000;
const freshMs = (leftMs: number): number => Math.min(URL_LIFE_MS, Math.max(0, leftMs));

const pages = <Item>(queryKey: readonly unknown[], list: (read: ListOptions) => Listing<Item>): ReadPages<Item> =>
  infiniteQueryOptions<Page<Item>, FlashError, Item[], readonly unknown[], string | null>({
    queryKey,
    queryFn: ({ pageParam, signal }) => list({ signal }).page(pageParam),
    initialPageParam: null,
    getNextPageParam: ({ next }) => next,
    select: (all) => all.pages.flatMap(({ items }) => items),
    retry: false,
  });
