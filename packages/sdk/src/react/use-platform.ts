import type { WireStatus, WireTaskType } from "@flash/schemas";
import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import type { FlashError } from "../error/flash-error.ts";
import { useFlash } from "./flash-provider.ts";
import { QUERY_KEYS } from "./query-keys.ts";

/**
 * Is a training server available, and which servers are there?
 *
 * @param options - `refetchInterval`: milliseconds after which it is asked again; left out: never by itself.
 * @example
 * ```ts
 * const { data: status } = useStatus({ refetchInterval: 5_000 });
 * ```
 */
export function useStatus(options: { readonly refetchInterval?: number } = {}): UseQueryResult<WireStatus, FlashError> {
  const flash = useFlash();
  return useQuery<WireStatus, FlashError>({
    queryKey: QUERY_KEYS.status,
    queryFn: ({ signal }) => flash.status({ signal }),
    refetchInterval: options.refetchInterval ?? false,
    // The client repeats what is worth repeating.
    retry: false,
  });
}

/**
 * What can be trained, with everything that a form of hyperparameters needs.
 *
 * @example
 * ```ts
 * const { data: taskTypes = [] } = useTaskTypes();
 * ```
 */
export function useTaskTypes(): UseQueryResult<readonly WireTaskType[], FlashError> {
  const flash = useFlash();
  return useQuery<readonly WireTaskType[], FlashError>({
    queryKey: QUERY_KEYS.taskTypes,
    queryFn: ({ signal }) => flash.taskTypes({ signal }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}
