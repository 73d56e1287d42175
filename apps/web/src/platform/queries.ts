import type { TaskType, WireDataset, WireJob, WireModel } from "@flash/sdk";
import {
  type InfiniteData,
  infiniteQueryOptions,
  queryOptions,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { modelMetrics } from "../job/model-metrics.ts";
import { isOver } from "../wording/job-state.ts";
import { usePlatform } from "./flash-provider.tsx";

/** Milliseconds after which a list that is looked at is read again. */
const LIST_EVERY_MS = 4_000;

export function useStatus() {
  const { flash } = usePlatform();
  return useQuery({
    queryKey: ["status"],
    queryFn: ({ signal }) => flash.status({ signal }),
    refetchInterval: LIST_EVERY_MS,
  });
}

/** What can be trained. It changes with the platform's version only. */
export function useTaskTypes() {
  const { flash } = usePlatform();
  return useQuery({
    queryKey: ["task types"],
    queryFn: ({ signal }) => flash.taskTypes({ signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The name of a task type for people; its own name, made readable, until the platform has told. */
export function useTaskTitle(): (taskType: TaskType) => string {
  const { data } = useTaskTypes();
  return (taskType) => data?.find(({ name }) => name === taskType)?.title ?? readable(taskType);
}

const readable = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1).replaceAll("-", " ");

type Paged<Item> = InfiniteData<{ readonly items: readonly Item[]; readonly next: string | null }>;
const flat = <Item>({ pages }: Paged<Item>): Item[] => pages.flatMap(({ items }) => [...items]);

export function useJobs() {
  const { flash } = usePlatform();
  return useInfiniteQuery(
    infiniteQueryOptions({
      queryKey: ["jobs"],
      queryFn: ({ pageParam, signal }) => flash.jobs.list({ signal }).page(pageParam),
      initialPageParam: null as string | null,
      getNextPageParam: ({ next }) => next,
      refetchInterval: LIST_EVERY_MS,
      select: (data: Paged<WireJob>) => flat(data),
    }),
  );
}

export function useDatasets() {
  const { flash } = usePlatform();
  return useInfiniteQuery(
    infiniteQueryOptions({
      queryKey: ["datasets"],
      queryFn: ({ pageParam, signal }) => flash.datasets.list({ signal }).page(pageParam),
      initialPageParam: null as string | null,
      getNextPageParam: ({ next }) => next,
      select: (data: Paged<WireDataset>) => flat(data),
    }),
  );
}

export function useDataset(datasetId: string | null) {
  const { flash } = usePlatform();
  return useQuery({
    queryKey: ["dataset", datasetId],
    queryFn: ({ signal }) => flash.datasets.get(datasetId ?? "", { signal }),
    enabled: datasetId !== null,
  });
}

const jobOptions = (jobId: string) => queryOptions<WireJob>({ queryKey: ["job", jobId] });

/** The job as it is, kept up to date until it is over and its receipt has come. */
export function useLiveJob(jobId: string) {
  const { flash, heard } = usePlatform();
  const queries = useQueryClient();
  const [attempt, setAttempt] = useState(0);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    async function follow(): Promise<void> {
      try {
        for await (const job of flash.job(jobId).watch({ signal })) {
          setError(null);
          queries.setQueryData(jobOptions(jobId).queryKey, job);
        }
        void queries.invalidateQueries({ queryKey: ["jobs"] });
      } catch (caught) {
        if (!signal.aborted) setError(heard(caught));
      }
    }
    void follow();
    return () => controller.abort();
  }, [flash, heard, queries, jobId, attempt]);
  const query = useQuery({
    ...jobOptions(jobId),
    queryFn: ({ signal }) => flash.job(jobId).get({ signal }),
    // The stream ends with the job; its receipt follows when the machine was seen off.
    refetchInterval: ({ state }) =>
      state.data !== undefined && isOver(state.data.state) && state.data.receipt === null ? 1_500 : false,
  });
  return { job: query.data, error: query.error ?? error, tryAgain: () => setAttempt((count) => count + 1) };
}

/** Why the job is where it is; asked for until it is over. */
export function useWhy(jobId: string, isActive: boolean) {
  const { flash } = usePlatform();
  return useQuery({
    queryKey: ["why", jobId],
    queryFn: ({ signal }) => flash.job(jobId).why({ signal }),
    enabled: isActive,
    refetchInterval: 2_000,
  });
}

export function useModelOf(jobId: string, isReady: boolean) {
  const { flash } = usePlatform();
  return useQuery({
    queryKey: ["model", jobId],
    queryFn: async ({ signal }): Promise<WireModel["artifacts"]> =>
      (await flash.job(jobId).model.download({ signal })).artifacts,
    enabled: isReady,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What was measured on the held-out data; null when the trainer has written nothing that is known here. */
export function useModelMetrics(jobId: string) {
  const { flash } = usePlatform();
  const { data: artifacts } = useModelOf(jobId, true);
  const path = artifacts?.find(({ role }) => role === "metrics")?.path;
  return useQuery({
    queryKey: ["metrics", jobId],
    queryFn: async ({ signal }) => {
      const bytes = await flash.job(jobId).model.downloadArtifact(path ?? "", { signal });
      return modelMetrics(JSON.parse(new TextDecoder().decode(bytes)));
    },
    enabled: path !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
