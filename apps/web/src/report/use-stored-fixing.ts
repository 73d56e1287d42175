import type { FixProgress, WireDataset } from "@flash/sdk";
import { useApplyFixes } from "@flash/sdk/react";
import { percent } from "../wording/quantities.ts";
import type { Fixing } from "./fix-bar.tsx";

/**
 * Mends a dataset where it lies.
 *
 * @param onMade - the new version is there, with its report, be it good or bad.
 * @returns null where there is nothing to mend.
 */
export function useStoredFixing(dataset: WireDataset | null, onMade: (datasetId: string) => void): Fixing | null {
  const { mutate, isPending, error, progress } = useApplyFixes({
    onSuccess: ({ id }) => onMade(id),
    // What is still wrong with it stands in its own report.
    onError: ({ code, problem }) => code === "dataset_invalid" && onMade(problem.datasetId),
  });
  if (dataset === null || dataset.report === null) return null;
  return {
    note: "The platform makes a new version and checks it; this one stays as it is.",
    busy: isPending ? { words: busyWords(progress), share: shareOf(progress) } : null,
    error: error?.code === "dataset_invalid" ? null : error,
    onFix: (fixes) => mutate({ datasetId: dataset.id, fixes }),
  };
}

const shareOf = (progress: FixProgress | null): number | null => {
  if (progress === null || progress.totalBytes === null) return null;
  return progress.bytes / Math.max(progress.totalBytes, 1);
};

function busyWords(progress: FixProgress | null): string {
  const share = shareOf(progress);
  const does = progress?.stage === "validating" ? "checks" : "makes";
  return `The platform ${does} the new version${share === null ? "" : `: ${percent(share, 0)}`}`;
}
