import type { ModelDownload } from "@flash/schemas";
import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import type { FlashError } from "../error/flash-error.ts";
import { useFlash } from "./flash-provider.ts";
import { flashQueries } from "./flash-queries.ts";
import type { ReadOptions } from "./hook-options.ts";

/**
 * Every artifact of a job's model, each with a URL that works for some minutes.
 *
 * @param jobId - null: of none yet.
 * @example
 * ```ts
 * const { data: job } = useJob(jobId);
 * const { data: model } = useModel(job?.state === "succeeded" ? job.id : null);
 * const paths = model?.artifacts.map(({ path }) => path);
 * ```
 */
export function useModel(jobId: string | null, options: ReadOptions = {}): UseQueryResult<ModelDownload, FlashError> {
  const query = flashQueries(useFlash()).model(jobId ?? "");
  return useQuery({ ...query, ...options, enabled: jobId !== null && options.enabled !== false });
}

/**
 * The bytes of one artifact, whose SHA-256 has been compared; they are loaded once.
 *
 * @param path - as `useModel` lists it; null: of none yet.
 * @example
 * ```ts
 * const { data: bytes } = useArtifact(jobId, "metrics.json");
 * const metrics: unknown = bytes === undefined ? null : JSON.parse(new TextDecoder().decode(bytes));
 * ```
 */
export function useArtifact(
  jobId: string,
  path: string | null,
  options: ReadOptions = {},
): UseQueryResult<Uint8Array<ArrayBuffer>, FlashError> {
  const query = flashQueries(useFlash()).artifact(jobId, path ?? "");
  return useQuery({ ...query, ...options, enabled: path !== null && options.enabled !== false });
}
