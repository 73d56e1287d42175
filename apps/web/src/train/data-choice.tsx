import type { TaskType } from "@flash/sdk";
import { useMutation } from "@tanstack/react-query";
import { ErrorNotice } from "../states/error-notice.tsx";
import { Name } from "../states/name.tsx";
import { Notice } from "../states/notice.tsx";
import { bytes } from "../wording/quantities.ts";
import { dataHint } from "../wording/task-data.tsx";
import { DropZone } from "./drop-zone.tsx";
import type { Dropped } from "./dropped-files.ts";
import { interruptedUpload } from "./interrupted-upload.ts";
import { type Sample, sampleFile, sampleOf } from "./sample-file.ts";

interface DataChoiceProps {
  readonly taskType: TaskType;
  /** What the last choice has ended with; null: nothing. */
  readonly error: unknown;
  /** @param settings - what the file is best trained with, where that is known. */
  readonly onFile: (file: File, settings: Readonly<Record<string, string>>) => void;
}

/** Where there is no data yet: drop it, choose it, or take the sample. */
export function DataChoice({ taskType, error, onFile }: DataChoiceProps) {
  const hint = dataHint(taskType);
  const sample = sampleOf(taskType);
  const interrupted = interruptedUpload(taskType);
  const take = useMutation({ mutationFn: async (chosen: Dropped) => onFile(await fileOf(chosen), {}) });
  const takeSample = useMutation({
    mutationFn: async (chosen: Sample) => onFile(await sampleFile(chosen), chosen.settings),
  });
  return (
    <>
      {error === null ? null : <ErrorNotice error={error} />}
      {take.error === null ? null : <ErrorNotice error={take.error} />}
      {takeSample.error === null ? null : <ErrorNotice error={takeSample.error} />}
      {interrupted === null ? null : (
        <Notice
          tone="warn"
          title={
            <>
              The upload of <Name>{interrupted.name}</Name> was interrupted.
            </>
          }
          isAnnounced
        >
          {interrupted.madeOf === null ? (
            `Choose the same file again (${bytes(interrupted.sizeBytes)}) to go on: a page may not keep it by itself.`
          ) : (
            <>
              Choose <Name>{interrupted.madeOf}</Name> again and fix the same things to go on: a page may not keep files
              by itself.
            </>
          )}
        </Notice>
      )}
      <DropZone
        hint={hint.data}
        accept={hint.accept}
        takesFolders={hint.accept === ".zip"}
        isBusy={take.isPending || takeSample.isPending}
        onDrop={(dropped) => take.mutate(dropped)}
        onSample={sample === null ? null : () => takeSample.mutate(sample)}
      />
    </>
  );
}

/** Pictures in a folder travel as one archive. */
async function fileOf(dropped: Dropped): Promise<File> {
  if (dropped.kind === "file") return dropped.file;
  const { zipFiles } = await import("@flash/sdk/zip");
  return new File([await zipFiles(dropped.files)], `${dropped.name}.zip`, { type: "application/zip" });
}
