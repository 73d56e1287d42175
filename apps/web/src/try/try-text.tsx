import { Button, Textarea } from "@mantine/core";
import type { WireJob } from "@flash/sdk";
import type { TextClassifier } from "@flash/sdk/try";
import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { SparkIcon } from "../icons/icons.tsx";
import { usePlatform } from "../platform/flash-provider.tsx";
import { ErrorNotice } from "../states/error-notice.tsx";
import { ShareBar } from "../chart/share-bar.tsx";
import { percent } from "../wording/quantities.ts";
import "./try.css";

/** More are not worth drawing. */
const SHOWN = 8;

/** The model at work: it runs in this page, no server is asked. */
export function TryText({ job }: { job: WireJob }) {
  const { flash } = usePlatform();
  const [text, setText] = useState("");
  const [classify, setClassify] = useState<{ run: TextClassifier } | null>(null);

  async function loaded(): Promise<TextClassifier> {
    if (classify !== null) return classify.run;
    // The runtime weighs more than the whole page: it comes with the first try, and with it alone.
    const [{ textClassifier }, { wasmRuntime }] = await Promise.all([
      import("@flash/sdk/try"),
      import("./wasm-runtime.ts"),
    ]);
    const run = await textClassifier(flash.job(job.id).model, wasmRuntime);
    setClassify({ run });
    return run;
  }

  const answer = useMutation({ mutationFn: async () => (await loaded())(text) });

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    answer.mutate();
  }

  return (
    <section className="card card-body try" aria-labelledby="try-title">
      <h2 id="try-title" className="card-title">
        Try it <small>the model runs in this page</small>
      </h2>
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
          loading={answer.isPending}
          disabled={text.trim() === ""}
        >
          Classify
        </Button>
      </form>
      <div className="try-answer" role="status">
        {answer.isPending && classify === null ? (
          <p className="dim small">Loading the model into this page: once, some megabytes …</p>
        ) : null}
        {answer.data === undefined ? null : (
          <ol className="try-classes">
            {answer.data.slice(0, SHOWN).map(({ label, share }, rank) => (
              <li key={label} data-first={rank === 0}>
                <span>{label}</span>
                <span className="numeric">{percent(share)}</span>
                <ShareBar share={share} />
              </li>
            ))}
          </ol>
        )}
      </div>
      {answer.error === null ? null : <ErrorNotice error={answer.error} onRetry={() => answer.mutate()} />}
    </section>
  );
}
