import {
  type DatasetReport,
  type DatasetUpload,
  isFlashError,
  type TaskType,
  type UploadProgress,
  type WireDataset,
} from "@flash/sdk";
import { useCallback, useEffect, useRef, useState } from "react";
import { usePlatform } from "../platform/flash-provider.tsx";
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
      readonly handle: DatasetUpload;
      /** null until the first step. */
      readonly progress: UploadProgress | null;
    };

const NOTHING: DatasetDraft = { step: "none", error: null };

/** One draft for each task type: another one has other rules. */
export function useDatasetDraft(taskType: TaskType) {
  const { flash, heard } = usePlatform();
  const [draft, setDraft] = useState<DatasetDraft>(NOTHING);
  const running = useRef<AbortController | null>(null);
  const begin = (): AbortSignal => {
    running.current?.abort();
    running.current = new AbortController();
    return running.current.signal;
  };
  const clear = useCallback(() => {
    running.current?.abort();
    setDraft(NOTHING);
  }, []);
  useEffect(() => clear, [clear, taskType]);

  async function check(file: File): Promise<void> {
    const signal = begin();
    setDraft({ step: "checking", file, bytes: 0, rows: null });
    try {
      const report = await flash.checkDataset(file, {
        taskType,
        signal,
        onProgress: ({ bytes, rows }) => setDraft({ step: "checking", file, bytes, rows }),
      });
      setDraft({ step: "checked", file, report, error: null });
    } catch (error) {
      if (!signal.aborted) setDraft({ step: "none", error });
    }
  }

  /** @returns null when it did not arrive: the draft says why. */
  async function upload(file: File, report: DatasetReport): Promise<WireDataset | null> {
    const signal = begin();
    noteUpload(taskType, { name: file.name, sizeBytes: file.size });
    try {
      const handle = flash.uploadDataset(file, {
        taskType,
        signal,
        // It was checked a moment ago, and the platform checks what arrives in any case.
        validateLocally: false,
        onProgress: (progress) => setDraft({ step: "uploading", file, report, handle, progress }),
      });
      setDraft({ step: "uploading", file, report, handle, progress: handle.progress });
      return await handle;
    } catch (caught) {
      const isStopped = signal.aborted || (isFlashError(caught) && caught.code === "aborted");
      const error = isStopped ? null : heard(caught);
      const found = isFlashError(error) && error.code === "dataset_invalid" ? error.problem.report : report;
      setDraft({ step: "checked", file, report: found, error });
      return null;
    } finally {
      forgetUpload(taskType);
    }
  }

  return { draft, check, upload, clear };
}
