import type { WireCancellation, WireJob, WireWhy } from "@flash/schemas";
import { useQuery } from "@tanstack/react-query";
import type { UseMutationResult, UseQueryResult } from "@tanstack/react-query";
import type { ErrorOf } from "../error/error-of.ts";
import type { FlashError } from "../error/flash-error.ts";
import { flashKeys } from "./flash-keys.ts";
import { useFlash } from "./flash-provider.ts";
import { flashQueries } from "./flash-queries.ts";
import { useWrite } from "./hook-options.ts";
import type { ReadOptions, WriteOptions } from "./hook-options.ts";
import { nameOf } from "./name-of.ts";

/**
 * A job as it is now: `data` changes with every epoch, until the job is over and its receipt has come. All components
 * that show the job share one connection, which goes on when the network was away and is closed with the last of them.
 * `error` says that it could not go on, beside the last `data`: what failed by the network or an outage is tried again every few
 * seconds, and `refetch` does it at once.
 *
 * @param jobId - null: none yet.
 * @example
 * ```ts
 * const { data: job, error } = useJob(jobId);
 * const epochs = job?.progress?.metrics ?? [];
 * ```
 */
export function useJob(
  jobId: string | null,
  options: Omit<ReadOptions, "refetchInterval" | "staleTime"> = {},
): UseQueryResult<WireJob, FlashError> {
  const query = flashQueries(useFlash()).job(jobId ?? "");
  return useQuery({ ...query, ...options, enabled: jobId !== null && options.enabled !== false });
}

/**
 * Why a job is where it is: the nearest reason first.
 *
 * @param jobId - null: of none yet.
 * @example
 * ```ts
 * const { data: why } = useWhy(jobId, { refetchInterval: 2_000 });
 * const nearest = why?.reasons[0]?.sentence;
 * ```
 */
export function useWhy(jobId: string | null, options: ReadOptions = {}): UseQueryResult<WireWhy, FlashError> {
  const query = flashQueries(useFlash()).why(jobId ?? "");
  return useQuery({ ...query, ...options, enabled: jobId !== null && options.enabled !== false });
}

/**
 * Ends a job, whatever it does. Whoever shows the job sees it at once.
 *
 * @example
 * ```ts
 * const { mutate: cancel, isPending } = useCancelJob();
 * const onClick = () => cancel(jobId);
 * ```
 */
export function useCancelJob(
  options: WriteOptions<WireCancellation, ErrorOf<"jobs.cancel">, string> = {},
): UseMutationResult<WireCancellation, ErrorOf<"jobs.cancel">, string> {
  const flash = useFlash();
  return useWrite(
    (jobId) => flash.job(jobId).cancel(),
    (queries, answer) => {
      if (answer !== undefined) queries.setQueryData<WireJob>(nameOf(flash, flashKeys.job(answer.job.id)), answer.job);
      void queries.invalidateQueries({ queryKey: flashKeys.jobs });
    },
    options,
  );
}
