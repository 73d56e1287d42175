import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { UseMutationResult } from "@tanstack/react-query";
import type { ErrorOf } from "../error/error-of.ts";
import type { Job } from "../job/job.ts";
import type { TrainInput } from "../job/train.ts";
import { useFlash } from "./flash-provider.ts";
import { QUERY_KEYS } from "./query-keys.ts";

/**
 * Has a model trained; `data` is the job's handle, whose `id` goes to `useJob`.
 *
 * @example
 * ```ts
 * const { mutate: train, error } = useTrain();
 * train({ dataset, taskType: "text-classification" }, { onSuccess: ({ id }) => setJobId(id) });
 * ```
 */
export function useTrain(): UseMutationResult<Job, ErrorOf<"train">, TrainInput> {
  const flash = useFlash();
  const queries = useQueryClient();
  return useMutation<Job, ErrorOf<"train">, TrainInput>({
    mutationFn: (input) => flash.train(input),
    onSuccess: () => queries.invalidateQueries({ queryKey: QUERY_KEYS.jobs }),
  });
}
