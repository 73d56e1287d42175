import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { UseMutationResult } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { FlashError } from "../error/flash-error.ts";
import type { DatasetUpload, UploadOptions, ValidDataset } from "../upload/dataset-upload.ts";
import type { UploadFile } from "../upload/upload-file.ts";
import type { UploadProgress } from "../upload/upload-progress.ts";
import { useFlash } from "./flash-provider.ts";
import { QUERY_KEYS } from "./query-keys.ts";

/** What `mutate` takes: a file, and how it is to be uploaded. */
export interface FileToUpload extends Omit<UploadOptions, "onProgress" | "signal"> {
  readonly file: UploadFile;
}

/** A mutation whose answer is the valid dataset, and what may be done meanwhile. */
export type UseUploadResult = UseMutationResult<ValidDataset, FlashError, FileToUpload> & {
  /** Of the upload that was begun last; null before its first step. */
  readonly progress: UploadProgress | null;
  pause(): void;
  resume(): void;
  /** Gives the upload up; `error` is then `aborted`. */
  abort(): void;
};

/**
 * Checks a file, sends it and has it validated. It is given up when the component goes.
 *
 * @example
 * ```ts
 * const { mutate: upload, progress, pause, data: dataset } = useUpload();
 * upload({ file, taskType: "text-classification" });
 * ```
 */
export function useUpload(): UseUploadResult {
  const flash = useFlash();
  const queries = useQueryClient();
  const running = useRef<DatasetUpload | null>(null);
  const [progress, setProgress] = useState<UploadProgress | null>(null);
  const mutation = useMutation<ValidDataset, FlashError, FileToUpload>({
    mutationFn: ({ file, ...options }) => {
      running.current?.abort();
      setProgress(null);
      running.current = flash.uploadDataset(file, { ...options, onProgress: setProgress });
      return running.current;
    },
    onSettled: () => queries.invalidateQueries({ queryKey: QUERY_KEYS.datasets }),
  });
  useEffect(() => () => running.current?.abort(), []);
  return {
    ...mutation,
    progress,
    pause: () => running.current?.pause(),
    resume: () => running.current?.resume(),
    abort: () => running.current?.abort(),
  };
}
