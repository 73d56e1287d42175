import { Button } from "@mantine/core";
import type { ImageClassifier } from "@flash/sdk/try";
import { useMutation } from "@tanstack/react-query";
import { type ClipboardEvent, type DragEvent, useEffect, useRef, useState } from "react";
import { ImageIcon } from "../icons/icons.tsx";
import { ClassShares, TryAnswer } from "./try-answer.tsx";

/** Drop, choose or paste a picture, see its classes. */
export function TryPicture({ classify }: { classify: ImageClassifier }) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const question = useMutation({ mutationFn: (picture: File) => classify(picture) });
  const picture = question.variables ?? null;

  function take(event: DragEvent | ClipboardEvent, { files: [file] }: DataTransfer): void {
    event.preventDefault();
    setOver(false);
    if (file !== undefined) question.mutate(file);
  }

  return (
    <div
      className="try-picture"
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => take(event, event.dataTransfer)}
      onPaste={(event) => take(event, event.clipboardData)}
    >
      <div className="try-frame">{picture === null ? <ImageIcon size={28} /> : <Preview picture={picture} />}</div>
      <div className="stack try-side">
        <p className="dim small try-hint">Drop a picture here that the model has never seen, or paste one.</p>
        <div>
          <Button variant="default" onClick={() => input.current?.click()} loading={question.isPending}>
            {picture === null ? "Choose a picture" : "Another picture"}
          </Button>
        </div>
        <TryAnswer
          question={question}
          show={(classes) => <ClassShares classes={classes} />}
          onRetry={() => (picture === null ? undefined : question.mutate(picture))}
        />
      </div>
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        aria-label="Picture"
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file !== undefined) question.mutate(file);
          currentTarget.value = "";
        }}
      />
    </div>
  );
}

/** An address of its own for as long as the picture is shown. */
function Preview({ picture }: { picture: File }) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(picture);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [picture]);
  return url === null ? null : <img src={url} alt={picture.name} />;
}
