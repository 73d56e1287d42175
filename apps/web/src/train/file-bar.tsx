import { Button, Progress } from "@mantine/core";
import type { WireDataset } from "@flash/sdk";
import { FileIcon } from "../icons/icons.tsx";
import { bytes, counted, percent } from "../wording/quantities.ts";
import type { DatasetDraft } from "./use-dataset-draft.ts";
import { Name } from "../states/name.tsx";

/** Which file it is about, and how far the look into it has come. */
export function FileBar({ draft, onAnother }: { draft: DatasetDraft | WireDataset; onAnother: () => void }) {
  if ("step" in draft && draft.step === "none") return null;
  const { name } = "step" in draft ? draft.file : draft;
  const sizeBytes = "step" in draft ? draft.file.size : draft.sizeBytes;
  const isUploading = "step" in draft && draft.step === "uploading";
  return (
    <section className="card card-body file-bar" aria-label="Chosen data">
      <span className="task-icon">
        <FileIcon size={20} />
      </span>
      <div className="file-bar-text">
        <p>
          <strong>
            <Name>{name}</Name>
          </strong>{" "}
          <span className="dim">{bytes(sizeBytes)}</span>
        </p>
        <p className="dim small">{"step" in draft ? stepWords(draft) : "On the platform"}</p>
      </div>
      {"step" in draft && draft.step === "checked" && draft.undo !== null ? (
        <Button variant="default" size="xs" onClick={draft.undo}>
          Undo the fix
        </Button>
      ) : null}
      <Button variant="default" size="xs" onClick={onAnother} disabled={isUploading}>
        Another file
      </Button>
      {"step" in draft && draft.step === "checking" ? (
        <Progress.Root size={4} className="file-bar-progress">
          <Progress.Section value={(100 * draft.bytes) / Math.max(sizeBytes, 1)} aria-label="Checking" />
        </Progress.Root>
      ) : null}
    </section>
  );
}

function stepWords(draft: Exclude<DatasetDraft, { step: "none" }>): string {
  switch (draft.step) {
    case "checking":
      return draft.rows === null
        ? `Checking on this device: ${percent(draft.bytes / Math.max(draft.file.size, 1), 0)}`
        : `Checking on this device: ${counted(draft.rows, "row")}`;
    case "checked":
      return draft.undo === null
        ? "Checked on this device, nothing sent yet"
        : "Fixed and checked on this device, nothing sent yet";
    case "uploading":
      return "Checked on this device";
  }
}
