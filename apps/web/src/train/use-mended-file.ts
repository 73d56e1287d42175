import type { DatasetFix, WireTaskType } from "@flash/sdk";
import { useFlash } from "@flash/sdk/react";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { Fixing } from "../report/fix-bar.tsx";
import { percent } from "../wording/quantities.ts";
import { type CheckedFile, mendedFile, type MendingProgress } from "./mended-file.ts";

/**
 * The versions that were made of a file on this device, the newest last; the file itself is none of them.
 *
 * @param before - those that there are already.
 */
export function useMendedFile(task: WireTaskType, original: CheckedFile | null, before: readonly CheckedFile[]) {
  const flash = useFlash();
  const [versions, setVersions] = useState(before);
  const [progress, setProgress] = useState<MendingProgress | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const newest = versions.at(-1) ?? original;

  const { mutate, reset, isPending, error } = useMutation({
    mutationFn: async (fixes: readonly DatasetFix[]) => {
      if (newest === null || original === null) throw new Error("There is no file to mend.");
      const { signal } = (running.current = new AbortController());
      setProgress(null);
      const toMend = { flash, task, from: newest, fixes, name: original.file.name };
      const made = await mendedFile(toMend, { signal, onProgress: (step) => setProgress(rounded(step)) });
      signal.throwIfAborted();
      setVersions([...versions, made]);
    },
    networkMode: "always",
  });
  const leave = (kept: readonly CheckedFile[]): void => {
    running.current?.abort();
    reset();
    setVersions(kept);
  };
  const fixing: Fixing = {
    note: "A new version is made on this device and checked; the file that was chosen stays as it is.",
    busy: isPending ? { words: busyWords(progress), share: progress?.share ?? 0 } : null,
    error,
    onFix: mutate,
  };
  return {
    newest,
    all: versions,
    isMended: versions.length > 0,
    fixing,
    undo: () => leave(versions.slice(0, -1)),
    forget: () => leave([]),
  };
}

/** Drawn again with each percent and not with each piece. */
const rounded = ({ stage, share }: MendingProgress): MendingProgress => ({
  stage,
  share: Math.floor(100 * share) / 100,
});

function busyWords(progress: MendingProgress | null): string {
  if (progress === null) return "Making the new version";
  const { stage, share } = progress;
  return `${stage === "mending" ? "Making" : "Checking"} the new version: ${percent(share, 0)}`;
}
