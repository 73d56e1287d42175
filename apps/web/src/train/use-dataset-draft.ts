import { type DatasetReport, isFlashError, type UploadProgress, type WireTaskType } from "@flash/sdk";
import { useCheckDataset, type UseCheckDatasetResult } from "@flash/sdk/react";
import { useState } from "react";
import type { Fixing } from "../report/fix-bar.tsx";
import { heldBy, isUnderWay, type Sending, sentFile } from "../sending/sending.ts";
import { useSending } from "../sending/sending-provider.tsx";
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

/** One draft for each task type: another one has other rules. What was sent of it is there again for whoever comes back. */
export function useDatasetDraft(task: WireTaskType) {
  const taskType = task.name;
  const { sending, transfer, forget } = useSending();
  const held = heldBy(sending)?.taskType === taskType ? heldBy(sending) : null;
  const [file, setFile] = useState<File | null>(held?.original.file ?? null);
  const check = useCheckDataset();
  const report = check.data ?? (held?.original.file === file ? held?.original.report : undefined);
  const original = file === null || report === undefined ? null : { file, report };
  const versions = useMendedFile(task, original, held?.versions ?? []);

  function choose(chosen: File | null): void {
    // What is under way stays what it is, whatever else is looked at.
    if (held !== null && !isUnderWay(sending)) forget();
    check.reset();
    versions.forget();
    setFile(chosen);
    if (chosen !== null) check.mutate({ file: chosen, taskType });
  }

  const { newest } = versions;
  const isSent = held !== null && sentFile(held) === newest?.file;
  const draft =
    newest === null
      ? draftBefore(file, check)
      : draftOf(newest, versions, isSent ? sending : { step: "none" }, transfer.progress);
  return { draft, original, versions: versions.all, choose };
}

/** Until it is known what is in the file. */
function draftBefore(file: File | null, { error, progress }: UseCheckDatasetResult): DatasetDraft {
  if (file === null || error !== null) return { step: "none", error };
  return { step: "checking", file, bytes: progress?.bytes ?? 0, rows: progress?.rows ?? null };
}

function draftOf(
  { file, report }: CheckedFile,
  { isMended, fixing, undo }: ReturnType<typeof useMendedFile>,
  sending: Sending,
  progress: UploadProgress | null,
): DatasetDraft {
  if (isUnderWay(sending)) return { step: "uploading", file, report, progress };
  const error = "error" in sending ? sending.error : null;
  return {
    step: "checked",
    file,
    report: isFlashError(error) && error.code === "dataset_invalid" ? error.problem.report : report,
    error,
    fixing,
    undo: isMended ? undo : null,
  };
}
