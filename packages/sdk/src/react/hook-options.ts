import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { QueryClient, UseMutationOptions, UseMutationResult } from "@tanstack/react-query";

/**
 * What the hooks that read take. Whatever else TanStack Query can do, it does with `flashQueries`.
 *
 * @example
 * ```ts
 * const whileShown: ReadOptions = { enabled: isShown, refetchInterval: 5_000 };
 * const { data: status } = useStatus(whileShown);
 * ```
 */
export interface ReadOptions {
  /** `false`: nothing is asked yet. */
  readonly enabled?: boolean;
  /** Milliseconds after which it is asked again while it is shown; left out: never by itself. */
  readonly refetchInterval?: number | false;
  /** Milliseconds for which an answer counts as fresh. */
  readonly staleTime?: number;
  /** Milliseconds for which an answer is kept that nobody shows. */
  readonly gcTime?: number;
  /** `always` where the platform can be reached without the internet. */
  readonly networkMode?: "online" | "always" | "offlineFirst";
  /** Errors go to the nearest boundary, instead of into `error`. */
  readonly throwOnError?: boolean;
}

/**
 * What the hooks that write take: TanStack Query's own options of a mutation.
 *
 * @example
 * ```ts
 * const { mutate: train } = useTrain({ onSuccess: ({ id }) => console.log(id), onError: ({ remedy }) => console.log(remedy) });
 * ```
 */
export type WriteOptions<Answer, Problem, Input> = Pick<
  UseMutationOptions<Answer, Problem, Input>,
  "mutationKey" | "onMutate" | "onSuccess" | "onError" | "onSettled" | "networkMode" | "throwOnError" | "meta"
>;

/** @param refresh - marks what may have changed as out of date; called however it ended, with the answer if there was one. */
export function useWrite<Answer, Problem, Input>(
  write: (input: Input) => Promise<Answer>,
  refresh: (queries: QueryClient, answer: Answer | undefined, input: Input) => unknown,
  options: WriteOptions<Answer, Problem, Input>,
): UseMutationResult<Answer, Problem, Input> {
  const queries = useQueryClient();
  return useMutation<Answer, Problem, Input>({
    ...options,
    mutationFn: write,
    // TanStack would make another call of it, with a new idempotency key. The client repeats what is safe to repeat.
    retry: false,
    onSettled: (...told) => {
      refresh(queries, told[0], told[2]);
      return options.onSettled?.(...told);
    },
  });
}
