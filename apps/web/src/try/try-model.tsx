import { isFlashError, type WireJob } from "@flash/sdk";
import {
  type ImageClassifier,
  imageClassifier,
  type TablePredictor,
  tablePredictor,
  type TextClassifier,
  textClassifier,
} from "@flash/sdk/try";
import { useFlash, useTaskTypes } from "@flash/sdk/react";
import { useQuery } from "@tanstack/react-query";
import { ErrorNotice } from "../states/error-notice.tsx";
import { LoadingLines } from "../states/loading-lines.tsx";
import { lazyRuntime } from "./lazy-runtime.ts";
import { TryPicture } from "./try-picture.tsx";
import { TryRow } from "./try-row.tsx";
import { TryText } from "./try-text.tsx";
import "./try.css";

type Trial =
  | { readonly kind: "text"; readonly classify: TextClassifier }
  | { readonly kind: "images"; readonly classify: ImageClassifier }
  | { readonly kind: "table"; readonly predictor: TablePredictor };

/** The model at work: it runs in this page, no server is asked. */
export function TryModel({ job }: { job: WireJob }) {
  const { data: trial, error, refetch } = useTrial(job);
  // Somebody's own trainer writes what it likes: there is nothing to try then.
  if (isFlashError(error) && (error.code === "artifact_not_found" || error.code === "unexpected_answer")) return null;
  if (error !== null) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (trial === undefined) return <LoadingLines lines={4} />;
  return (
    <section className="card card-body try" aria-labelledby="try-title">
      <h2 id="try-title" className="card-title">
        Try it <small>the model runs on this device, nothing is sent</small>
      </h2>
      {trial.kind === "text" ? <TryText classify={trial.classify} /> : null}
      {trial.kind === "images" ? <TryPicture classify={trial.classify} /> : null}
      {trial.kind === "table" ? <TryRow predictor={trial.predictor} /> : null}
    </section>
  );
}

/** What the model needs to be asked: some kilobytes. The model itself is loaded with the first question. */
function useTrial({ id, taskType }: WireJob) {
  const flash = useFlash();
  const { data: taskTypes } = useTaskTypes();
  const kind = taskTypes?.find(({ name }) => name === taskType)?.dataset.kind;
  return useQuery({
    queryKey: ["try", id],
    queryFn: async (): Promise<Trial> => {
      const { model } = flash.job(id);
      switch (kind) {
        case "images":
          return { kind, classify: await imageClassifier(model, lazyRuntime) };
        case "table":
          return { kind, predictor: await tablePredictor(model, lazyRuntime) };
        default:
          return { kind: "text", classify: await textClassifier(model, lazyRuntime) };
      }
    },
    enabled: kind !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
