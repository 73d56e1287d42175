import type { WireStatus, WireTaskType } from "@flash/schemas";
import { useQuery } from "@tanstack/react-query";
import type { UseMutationResult, UseQueryResult } from "@tanstack/react-query";
import type { ErrorOf } from "../error/error-of.ts";
import type { FlashError } from "../error/flash-error.ts";
import { flashKeys } from "./flash-keys.ts";
import { useFlash } from "./flash-provider.ts";
import { flashQueries } from "./flash-queries.ts";
import { useWrite } from "./hook-options.ts";
import type { ReadOptions, WriteOptions } from "./hook-options.ts";

/**
 * Is a training server available, and which servers are there?
 *
 * @example
 * ```ts
 * const { data: status } = useStatus({ refetchInterval: 5_000 });
 * ```
 */
export const useStatus = (options: ReadOptions = {}): UseQueryResult<WireStatus, FlashError> =>
  useQuery({ ...flashQueries(useFlash()).status(), ...options });

/**
 * What can be trained, with everything that a form of hyperparameters needs. Asked once.
 *
 * @example
 * ```ts
 * const { data: taskTypes = [] } = useTaskTypes();
 * ```
 */
export const useTaskTypes = (options: ReadOptions = {}): UseQueryResult<readonly WireTaskType[], FlashError> =>
  useQuery({ ...flashQueries(useFlash()).taskTypes(), ...options });

/**
 * What `useSetDevMode` takes.
 *
 * @example
 * ```ts
 * const byHand: DevModeChange = { server: "default", devMode: true };
 * ```
 */
export interface DevModeChange {
  readonly server: string;
  readonly devMode: boolean;
}

/** When a change of dev mode takes effect. */
type DevModeAnswer = { takesEffect: "now" | "when_asleep" };

/**
 * Switches a server's dev mode, for admins: `error.code` is `forbidden` for others.
 *
 * @example
 * ```ts
 * const { mutate: setDevMode, data } = useSetDevMode();
 * const onChange = (devMode: boolean) => setDevMode({ server: "default", devMode });
 * const isLater = data?.takesEffect === "when_asleep";
 * ```
 */
export function useSetDevMode(
  options: WriteOptions<DevModeAnswer, ErrorOf<"servers.setDevMode">, DevModeChange> = {},
): UseMutationResult<DevModeAnswer, ErrorOf<"servers.setDevMode">, DevModeChange> {
  const flash = useFlash();
  return useWrite(
    ({ server, devMode }) => flash.servers.setDevMode(server, devMode),
    (queries) => queries.invalidateQueries({ queryKey: flashKeys.status }),
    options,
  );
}
