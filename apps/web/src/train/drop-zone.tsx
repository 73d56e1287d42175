import { Button } from "@mantine/core";
import { type DragEvent, useId, useRef, useState } from "react";
import { UploadIcon } from "../icons/icons.tsx";

interface DropZoneProps {
  readonly hint: string;
  /** As an input's `accept`. */
  readonly accept: string;
  readonly onFile: (file: File) => void;
  readonly onSample: (() => void) | null;
}

/** Takes a file by drop, by the file dialog, or the sample. */
export function DropZone({ hint, accept, onFile, onSample }: DropZoneProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const hintId = useId();

  function drop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file !== undefined) onFile(file);
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
      onDrop={drop}
    >
      <span className="empty-icon">
        <UploadIcon size={22} />
      </span>
      <p className="drop-title">Drop your file here</p>
      <p className="dim" id={hintId}>
        {hint}
      </p>
      <div className="row drop-buttons">
        <Button variant="default" onClick={() => input.current?.click()} aria-describedby={hintId}>
          Choose a file
        </Button>
        {onSample === null ? null : (
          <Button variant="light" onClick={onSample}>
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
          if (file !== undefined) onFile(file);
          // The same file can be chosen again after it was mended.
          currentTarget.value = "";
        }}
      />
    </div>
  );
}
