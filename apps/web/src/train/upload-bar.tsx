import { Button } from "@mantine/core";
import type { UploadProgress } from "@flash/sdk";
import type { UseUploadResult } from "@flash/sdk/react";
import { PauseIcon, PlayIcon } from "../icons/icons.tsx";
import { ProgressLine } from "../states/progress-line.tsx";
import { bytes, duration, percent } from "../wording/quantities.ts";
import type { DatasetDraft } from "./use-dataset-draft.ts";

const STAGE: Record<UploadProgress["stage"], string> = {
  checking: "Reading the file",
  uploading: "Uploading",
  validating: "The platform checks what arrived",
};

interface UploadBarProps {
  readonly draft: Extract<DatasetDraft, { step: "uploading" }>;
  readonly transfer: Pick<UseUploadResult, "pause" | "resume" | "abort">;
}

/** How far the upload is, and what may be done to it. */
export function UploadBar({ draft: { progress, file }, transfer }: UploadBarProps) {
  const stage = progress?.stage ?? "checking";
  const isPaused = progress?.paused ?? false;
  const done = progress?.bytes ?? 0;
  const share = file.size === 0 ? 0 : done / file.size;
  const facts = [
    `${bytes(done)} of ${bytes(file.size)}`,
    percent(share, 0),
    ...(progress?.bytesPerSecond == null ? [] : [`${bytes(progress.bytesPerSecond)}/s`]),
    ...(progress?.secondsLeft == null ? [] : [`${duration(1_000 * progress.secondsLeft)} left`]),
  ];
  return (
    <section className="card card-body stack upload-bar" aria-label="Upload">
      <div className="spread">
        <p className="upload-stage" role="status">
          {isPaused ? "Paused" : STAGE[stage]}
        </p>
        <div className="row">
          <Button
            variant="default"
            size="xs"
            leftSection={isPaused ? <PlayIcon size={13} /> : <PauseIcon size={13} />}
            onClick={() => (isPaused ? transfer.resume() : transfer.pause())}
            disabled={stage === "validating"}
          >
            {isPaused ? "Resume" : "Pause"}
          </Button>
          <Button variant="default" size="xs" onClick={() => transfer.abort()}>
            Stop
          </Button>
        </div>
      </div>
      <ProgressLine label={STAGE[stage]} share={share} facts={facts} />
    </section>
  );
}
