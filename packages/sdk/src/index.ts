export type { AppRouter, Refusals } from "./app-router.ts";
export type { CallOptions } from "./call-options.ts";
export { createFlash } from "./create-flash.ts";
export { isErrorOf, isRefused } from "./error/error-of.ts";
export type { ErrorOf, ProcedurePath, RefusalOf } from "./error/error-of.ts";
export type { Fault, FaultCode } from "./error/fault.ts";
export { FlashErrorOf, isFlashError } from "./error/flash-error.ts";
export type { FlashError, FlashErrorCode, FlashProblem } from "./error/flash-error.ts";
export { flashErrorOf } from "./error/of-caught.ts";
export type { Flash } from "./flash.ts";
export type { FixOptions, FixProgress } from "./datasets/apply-fixes.ts";
export type { EndedJob, Job, WaitOptions } from "./job/job.ts";
export type { TrainInput } from "./job/train.ts";
export type { Listing, ListOptions, Page } from "./listing.ts";
export type { TrainedModel } from "./model/model.ts";
export type { Credentials, FlashOptions, PlatformOptions } from "./options.ts";
export type { CheckOptions } from "./upload/check-dataset.ts";
export type { DatasetUpload, UploadOptions, ValidDataset } from "./upload/dataset-upload.ts";
export type { LoadParquetReader, ParquetReader } from "./upload/parquet-reader.ts";
export type { ResumeStore } from "./upload/resume-store.ts";
export type { UploadProgress } from "./upload/upload-progress.ts";
export type { FileSource, UploadFile } from "./upload/upload-file.ts";
export type {
  DatasetFix,
  DatasetId,
  DatasetProblem,
  DatasetReport,
  DatasetRules,
  FieldFault,
  FieldSchema,
  FixUpdate,
  JobId,
  JobState,
  ModelDownload,
  Problem,
  ProblemCode,
  TaskType,
  Upload,
  ValidationUpdate,
  WireCancellation,
  WireDataset,
  WireJob,
  WireModel,
  WireOutcome,
  WireProgress,
  WhyReason,
  WireServer,
  WireStatus,
  WireTaskType,
  WireWhy,
} from "@flash/schemas";
