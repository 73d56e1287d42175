import type { UseMutationResult } from "@tanstack/react-query";
import { useRef } from "react";
import type { FlashError } from "../error/flash-error.ts";
import type { DatasetUpload, UploadOptions, ValidDataset } from "../upload/dataset-upload.ts";
import type { UploadFile } from "../upload/upload-file.ts";
import type { UploadProgress } from "../upload/upload-progress.ts";
import { flashKeys } from "./flash-keys.ts";
import { useFlash } from "./flash-provider.ts";
import { useWrite } from "./hook-options.ts";
import type { WriteOptions } from "./hook-options.ts";
import { nameOf } from "./name-of.ts";
import { useNewest } from "./use-newest.ts";

/**
 * What `mutate` takes: a file, and how it is to be uploaded.
 *
 * @example
 * ```ts
 * const chosen: FileToUpload = { file, taskType: "text-classification", name: "Spam of May" };
 * ```
 */
export interface FileToUpload extends Omit<UploadOptions, "onProgress" | "signal"> {
  readonly file: UploadFile;
}

/**
 * A mutation whose answer is the valid dataset, and what may be done meanwhile.
 *
 * @example
 * ```ts
 * const { mutate, progress, pause, resume, abort }: UseUploadResult = useUpload();
 * const toggle = () => (progress?.paused === true ? resume() : pause());
 * ```
 */
export type UseUploadResult = UseMutationResult<ValidDataset, FlashError, FileToUpload> & {
  /** Of the upload that was begun last, ten times a second at most; null before its first step. */
  readonly progress: UploadProgress | null;
  pause(): void;
  resume(): void;
  /** Gives the upload up, and throws away what has arrived; `error` is then `aborted`. */
  abort(): void;
};

/**
 * Checks a file, sends it and has it validated. One at a time: the next one takes the place of the one before. When the
 * component goes the upload stops where it is: the same file, chosen again, goes on from there.
 *
 * @example
 * ```ts
 * const { mutate: upload, progress, data: dataset } = useUpload();
 * const onChoose = () => upload({ file, taskType: "text-classification" });
 * const share = progress === null ? 0 : progress.bytes / progress.totalBytes;
 * ```
 */
export function useUpload(options: WriteOptions<ValidDataset, FlashError, FileToUpload> = {}): UseUploadResult {
  const flash = useFlash();
  const running = useRef<DatasetUpload | null>(null);
  const { progress, begin } = useNewest<UploadProgress>();
  const mutation = useWrite<ValidDataset, FlashError, FileToUpload>(
    ({ file, ...how }) => (running.current = flash.uploadDataset(file, { ...how, ...begin() })),
    (queries, dataset) => {
      if (dataset !== undefined) queries.setQueryData(nameOf(flash, flashKeys.dataset(dataset.id)), dataset);
      void queries.invalidateQueries({ queryKey: flashKeys.datasets });
    },
    options,
  );
  return {
    ...mutation,
    progress,
    pause: () => running.current?.pause(),
    resume: () => running.current?.resume(),
    abort: () => running.current?.abort(),
  };
}
