import { type DatasetReport, isFlashError, type UploadProgress, type WireDataset, type WireTaskType } from "@flash/sdk";
import { useCheckDataset, type UseCheckDatasetResult, useUpload, type UseUploadResult } from "@flash/sdk/react";
import { useState } from "react";
import { isOutage } from "../wording/error-words.ts";
import type { Fixing } from "../report/fix-bar.tsx";
import { forgetUpload, noteUpload } from "./interrupted-upload.ts";
import type { CheckedFile } from "./mended-file.ts";
import { useMendedFile } from "./use-mended-file.ts";

/** What there is to train on, on its way from a file to a dataset that the platform has checked. */
export type DatasetDraft =
  | { readonly step: "none"; readonly error: unknown }
  | { readonly step: "checking"; readonly file: File; readonly bytes: number; readonly rows: number | null }
  | {
      readonly step: "checked";
      readonly file: File;
      readonly report: DatasetReport;
      readonly error: unknown;
      readonly fixing: Fixing;
      /** Back to the version before; null: the file is as it was chosen. */
      readonly undo: (() => void) | null;
    }
  | {
      readonly step: "uploading";
      readonly file: File;
      readonly report: DatasetReport;
      /** null until the first step. */
      readonly progress: UploadProgress | null;
    };

/** One draft for each task type: another one has other rules. */
export function useDatasetDraft(task: WireTaskType) {
  const taskType = task.name;
  const [file, setFile] = useState<File | null>(null);
  const check = useCheckDataset();
  const upload = useUpload();
  const original = file === null || check.data === undefined ? null : { file, report: check.data };
  const versions = useMendedFile(task, original);

  function choose(chosen: File | null): void {
    check.reset();
    upload.reset();
    versions.forget();
    setFile(chosen);
    if (chosen !== null) check.mutate({ file: chosen, taskType });
  }

  /** @returns null when it did not arrive: the draft says why. */
  async function send(chosen: File): Promise<WireDataset | null> {
    noteUpload(taskType, {
      name: chosen.name,
      sizeBytes: chosen.size,
      madeOf: chosen === file ? null : (file?.name ?? null),
    });
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

  const draft = versions.newest === null ? draftBefore(file, check) : draftOf(versions.newest, versions, upload);
  return { draft, choose, send, transfer: { ...upload, abort: stop } };
}

/** Until it is known what is in the file. */
function draftBefore(file: File | null, { error, progress }: UseCheckDatasetResult): DatasetDraft {
  if (file === null || error !== null) return { step: "none", error };
  return { step: "checking", file, bytes: progress?.bytes ?? 0, rows: progress?.rows ?? null };
}

function draftOf(
  { file, report }: CheckedFile,
  { isMended, fixing, undo }: ReturnType<typeof useMendedFile>,
  upload: UseUploadResult,
): DatasetDraft {
  if (upload.isPending || upload.isSuccess) return { step: "uploading", file, report, progress: upload.progress };
  const error = isAborted(upload.error) ? null : upload.error;
  return {
    step: "checked",
    file,
    report: error?.code === "dataset_invalid" ? error.problem.report : report,
    error,
    fixing,
    undo: isMended ? undo : null,
  };
}

const isAborted = (error: unknown): boolean => isFlashError(error) && error.code === "aborted";
