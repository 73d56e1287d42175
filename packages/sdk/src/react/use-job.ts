import type { WireJob } from "@flash/schemas";
import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import type { FlashError } from "../error/flash-error.ts";
import { useFlash } from "./flash-provider.ts";
import { jobQuery } from "./job-query.ts";

/**
 * A job as it is now: `data` changes with every epoch, until the job is over and its receipt has come. All components
 * that show the job share one connection, which is closed with the last of them.
 *
 * @example
 * ```ts
 * const { data: job, error } = useJob(jobId);
 * const epochs = job?.progress?.metrics ?? [];
 * ```
 */
export function useJob(jobId: string): UseQueryResult<WireJob, FlashError> {
  const flash = useFlash();
  return useQuery(jobQuery(flash, jobId));
}
