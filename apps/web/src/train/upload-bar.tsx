import { Button, Progress } from "@mantine/core";
import type { UploadProgress } from "@flash/sdk";
import { bytes, percent } from "../wording/quantities.ts";

const STAGE: Record<UploadProgress["stage"], string> = {
  checking: "Reading the file",
  uploading: "Uploading",
  validating: "The platform checks what arrived",
};

export function UploadBar({ progress, onStop }: { progress: UploadProgress; onStop: () => void }) {
  const { stage, bytes: done, totalBytes } = progress;
  const share = totalBytes === 0 ? 0 : done / totalBytes;
  return (
    <section className="card card-body stack" aria-label="Upload">
      <div className="spread">
        <p className="upload-stage" role="status">
          {STAGE[stage]}
        </p>
        <div className="row">
          <Button variant="default" size="xs" onClick={onStop}>
            Stop
          </Button>
        </div>
      </div>
      <Progress.Root size={8} radius="xl">
        <Progress.Section value={100 * share} aria-label={STAGE[stage]} />
      </Progress.Root>
      <div className="spread small dim numeric">
        <span>
          {bytes(done)} of {bytes(totalBytes)}
        </span>
        <span>{percent(share, 0)}</span>
      </div>
    </section>
  );
}
