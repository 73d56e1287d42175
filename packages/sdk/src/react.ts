/**
 * Hooks on TanStack Query: below a `QueryClientProvider`, a {@link FlashProvider} gives them their client.
 *
 * @example
 * ```tsx
 * <QueryClientProvider client={queryClient}>
 *   <FlashProvider flash={flash}>{page}</FlashProvider>
 * </QueryClientProvider>
 * ```
 */
export { FlashProvider, useFlash } from "./react/flash-provider.ts";
export type { FlashProviderProps } from "./react/flash-provider.ts";
export { useJob } from "./react/use-job.ts";
export { useDatasets, useJobs } from "./react/use-lists.ts";
export type { UseListOptions } from "./react/use-lists.ts";
export { useStatus, useTaskTypes } from "./react/use-platform.ts";
export { useTrain } from "./react/use-train.ts";
export { useUpload } from "./react/use-upload.ts";
export type { FileToUpload, UseUploadResult } from "./react/use-upload.ts";
