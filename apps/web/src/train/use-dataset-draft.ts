import { type DatasetReport, isFlashError, type TaskType, type UploadProgress, type WireDataset } from "@flash/sdk";
import { useCheckDataset, type UseCheckDatasetResult, useUpload, type UseUploadResult } from "@flash/sdk/react";
import { useState } from "react";
import { isOutage } from "../wording/error-words.ts";
import { forgetUpload, noteUpload } from "./interrupted-upload.ts";

/** What there is to train on, on its way from a file to a dataset that the platform has checked. */
export type DatasetDraft =
  | { readonly step: "none"; readonly error: unknown }
  | { readonly step: "checking"; readonly file: File; readonly bytes: number; readonly rows: number | null }
  | { readonly step: "checked"; readonly file: File; readonly report: DatasetReport; readonly error: unknown }
  | {
      readonly step: "uploading";
      readonly file: File;
      readonly report: DatasetReport;
      /** null until the first step. */
      readonly progress: UploadProgress | null;
    };

/** One draft for each task type: another one has other rules. */
export function useDatasetDraft(taskType: TaskType) {
  const [file, setFile] = useState<File | null>(null);
  const check = useCheckDataset();
  const upload = useUpload();

  function choose(chosen: File | null): void {
    check.reset();
    upload.reset();
    setFile(chosen);
    if (chosen !== null) check.mutate({ file: chosen, taskType });
  }

  /** @returns null when it did not arrive: the draft says why. */
  async function send(chosen: File): Promise<WireDataset | null> {
    noteUpload(taskType, { name: chosen.name, sizeBytes: chosen.size });
    try {
      // It was checked a moment ago, and the platform checks what arrives in any case.
      const dataset = await upload.mutateAsync({ file: chosen, taskType, validateLocally: false });
      forgetUpload(taskType);
      return dataset;
    } catch (error) {
      // What was only broken off can go on.
      if (!isAborted(error) && !isOutage(error)) forgetUpload(taskType);
      return null;
    }
  }

  function stop(): void {
    forgetUpload(taskType);
    upload.abort();
  }

  return { draft: draftOf(file, check, upload), choose, send, transfer: { ...upload, abort: stop } };
}

function draftOf(file: File | null, check: UseCheckDatasetResult, upload: UseUploadResult): DatasetDraft {
  if (file === null) return { step: "none", error: null };
  if (check.error !== null) return { step: "none", error: check.error };
  if (check.data === undefined) {
    return { step: "checking", file, bytes: check.progress?.bytes ?? 0, rows: check.progress?.rows ?? null };
  }
  if (upload.isPending || upload.isSuccess) {
    return { step: "uploading", file, report: check.data, progress: upload.progress };
  }
  const error = isAborted(upload.error) ? null : upload.error;
  const report = error?.code === "dataset_invalid" ? error.problem.report : check.data;
  return { step: "checked", file, report, error };
}

const isAborted = (error: unknown): boolean => isFlashError(error) && error.code === "aborted";
