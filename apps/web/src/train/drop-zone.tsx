import { Button } from "@mantine/core";
import { type DragEvent, type RefObject, useId, useRef, useState } from "react";
import { UploadIcon } from "../icons/icons.tsx";
import { chosenFolder, type Dropped, droppedFiles } from "./dropped-files.ts";

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

/** Takes a file or a folder by drop or by the dialog, or the sample. */
export function DropZone({ hint, accept, takesFolders, isBusy, onDrop, onSample }: DropZoneProps) {
  const fileInput = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);
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
        <Button
          variant="default"
          onClick={() => fileInput.current?.click()}
          aria-describedby={hintId}
          disabled={isBusy}
        >
          {takesFolders ? "Choose a ZIP" : "Choose a file"}
        </Button>
        {takesFolders ? (
          <Button
            variant="default"
            onClick={() => folderInput.current?.click()}
            aria-describedby={hintId}
            disabled={isBusy}
          >
            Choose a folder
          </Button>
        ) : null}
        {onSample === null ? null : (
          <Button variant="light" onClick={onSample} loading={isBusy}>
            Use the sample
          </Button>
        )}
      </div>
      <HiddenInput
        ref={fileInput}
        label="Dataset file"
        accept={accept}
        onChoose={([file]) => file !== undefined && onDrop({ kind: "file", file })}
      />
      <HiddenInput
        ref={folderInput}
        label="Dataset folder"
        isForFolders
        onChoose={(files) => {
          const folder = chosenFolder(files);
          if (folder !== null) onDrop(folder);
        }}
      />
    </div>
  );
}

interface HiddenInputProps {
  readonly ref: RefObject<HTMLInputElement | null>;
  readonly label: string;
  readonly accept?: string;
  readonly isForFolders?: boolean;
  readonly onChoose: (files: readonly File[]) => void;
}

/** What opens the browser's dialog; a button stands in its place. */
const HiddenInput = ({ ref, label, accept, isForFolders = false, onChoose }: HiddenInputProps) => (
  <input
    ref={(input) => {
      // React has no attribute for it.
      if (input !== null) input.webkitdirectory = isForFolders;
      ref.current = input;
    }}
    type="file"
    accept={accept}
    hidden
    aria-label={label}
    onChange={({ currentTarget }) => {
      onChoose([...(currentTarget.files ?? [])]);
      // The same file can be chosen again after it was mended.
      currentTarget.value = "";
    }}
  />
);
