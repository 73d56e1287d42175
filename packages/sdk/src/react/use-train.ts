import type { UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";
import type { ErrorOf } from "../error/error-of.ts";
import type { FlashError } from "../error/flash-error.ts";
import type { Job } from "../job/job.ts";
import type { TrainInput } from "../job/train.ts";
import { askedAgain } from "./asked-again.ts";
import { flashKeys } from "./flash-keys.ts";
import { useFlash } from "./flash-provider.ts";
import { useWrite } from "./hook-options.ts";
import type { WriteOptions } from "./hook-options.ts";

/**
 * Has a model trained; `data` is the job's handle, whose `id` goes to `useJob`. Each `mutate` is one request, with an
 * idempotency key of its own: what is repeated because an answer was lost starts one job. So does the same `mutate` once more after one that
 * has failed on the way.
 *
 * @example
 * ```ts
 * const { mutate: train, data: started, error } = useTrain();
 * const { data: job } = useJob(started?.id ?? null);
 * const onClick = () => train({ dataset, taskType: "text-classification" });
 * ```
 */
export function useTrain(
  options: WriteOptions<Job, ErrorOf<"train">, TrainInput> = {},
): UseMutationResult<Job, ErrorOf<"train">, TrainInput> {
  const flash = useFlash();
  const [ask] = useState(askedAgain);
  return useWrite(
    (input) => ask(input, (idempotencyKey) => flash.train({ idempotencyKey, ...input })),
    (queries) => queries.invalidateQueries({ queryKey: flashKeys.jobs }),
    options,
  );
}

/**
 * Trains anew with the dataset, the name and the hyperparameters of a job that there is: as `job.trainAgain()`.
 *
 * @example
 * ```ts
 * const { mutate: trainAgain, data: started } = useTrainAgain();
 * const onClick = () => trainAgain(jobId);
 * ```
 */
export function useTrainAgain(
  options: WriteOptions<Job, FlashError, string> = {},
): UseMutationResult<Job, FlashError, string> {
  const flash = useFlash();
  const [ask] = useState(askedAgain);
  return useWrite(
    (jobId) => ask(jobId, (idempotencyKey) => flash.job(jobId).trainAgain({ idempotencyKey })),
    (queries) => queries.invalidateQueries({ queryKey: flashKeys.jobs }),
    options,
  );
}
