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
export { flashKeys } from "./react/flash-keys.ts";
export { FlashProvider, useFlash } from "./react/flash-provider.ts";
export type { FlashProviderProps } from "./react/flash-provider.ts";
export { flashQueries } from "./react/flash-queries.ts";
export type { FlashQueries } from "./react/flash-queries.ts";
export type { ReadOptions, WriteOptions } from "./react/hook-options.ts";
export { useApplyFixes } from "./react/use-apply-fixes.ts";
export type { DatasetToFix, UseApplyFixesResult } from "./react/use-apply-fixes.ts";
export { useCheckDataset } from "./react/use-check-dataset.ts";
export type { FileToCheck, UseCheckDatasetResult } from "./react/use-check-dataset.ts";
export { useDataset, useDeleteDataset } from "./react/use-dataset.ts";
export { useCancelJob, useJob, useWhy } from "./react/use-job.ts";
export { useDatasets, useJobs, useModels } from "./react/use-lists.ts";
export type { UseListOptions } from "./react/use-lists.ts";
export { useArtifact, useModel } from "./react/use-model.ts";
export { useSetDevMode, useStatus, useTaskTypes } from "./react/use-platform.ts";
export type { DevModeChange } from "./react/use-platform.ts";
export { useTrain, useTrainAgain } from "./react/use-train.ts";
export { useUpload } from "./react/use-upload.ts";
export type { FileToUpload, UseUploadResult } from "./react/use-upload.ts";
export { useValidateDataset } from "./react/use-validate-dataset.ts";
export type { UseValidateDatasetResult, ValidationProgress } from "./react/use-validate-dataset.ts";
