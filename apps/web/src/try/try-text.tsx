import { Button, Textarea } from "@mantine/core";
import type { TextClassifier } from "@flash/sdk/try";
import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { SparkIcon } from "../icons/icons.tsx";
import { ClassShares, TryAnswer } from "./try-answer.tsx";

/** Type a text, see its classes. */
export function TryText({ classify }: { classify: TextClassifier }) {
  const [text, setText] = useState("");
  const question = useMutation({ mutationFn: () => classify(text) });

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    question.mutate();
  }

  return (
    <>
      <form className="try-form" onSubmit={submit}>
        <Textarea
          label="A text"
          placeholder="Type or paste a text that the model has never seen"
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          rows={3}
          required
          withAsterisk={false}
        />
        <Button
          type="submit"
          leftSection={<SparkIcon size={15} />}
          loading={question.isPending}
          disabled={text.trim() === ""}
        >
          Classify
        </Button>
      </form>
      <TryAnswer
        question={question}
        show={(classes) => <ClassShares classes={classes} />}
        onRetry={() => question.mutate()}
      />
    </>
  );
}
