import { Button } from "@mantine/core";
import { type DragEvent, useId, useRef, useState } from "react";
import { UploadIcon } from "../icons/icons.tsx";
import { type Dropped, droppedFiles } from "./dropped-files.ts";

interface DropZoneProps {
  readonly hint: string;
  /** As an input's `accept`. */
  readonly accept: string;
  readonly takesFolders: boolean;
  /** What was dropped is being packed or loaded. */
  readonly isBusy: boolean;
  readonly onDrop: (dropped: Dropped) => void;
  readonly onSample: (() => void) | null;
}

/** Takes a file by drop, by the file dialog, or the sample. */
export function DropZone({ hint, accept, takesFolders, isBusy, onDrop, onSample }: DropZoneProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const hintId = useId();

  async function drop(event: DragEvent): Promise<void> {
    event.preventDefault();
    setOver(false);
    const dropped = await droppedFiles(event.dataTransfer);
    if (dropped !== null) onDrop(dropped);
  }

  return (
    <div
      className="card drop-zone"
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => void drop(event)}
    >
      <span className="empty-icon">
        <UploadIcon size={22} />
      </span>
      <p className="drop-title">{takesFolders ? "Drop your folder or ZIP here" : "Drop your file here"}</p>
      <p className="dim" id={hintId}>
        {hint}
      </p>
      <div className="row drop-buttons">
        <Button variant="default" onClick={() => input.current?.click()} aria-describedby={hintId} disabled={isBusy}>
          Choose a file
        </Button>
        {onSample === null ? null : (
          <Button variant="light" onClick={onSample} loading={isBusy}>
            Use the sample
          </Button>
        )}
      </div>
      <input
        ref={input}
        type="file"
        accept={accept}
        hidden
        aria-label="Dataset file"
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file !== undefined) onDrop({ kind: "file", file });
          // The same file can be chosen again after it was mended.
          currentTarget.value = "";
        }}
      />
    </div>
  );
}
