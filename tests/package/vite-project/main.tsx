import { createFlash } from "@flash/sdk";
import {
  FlashProvider,
  useArtifact,
  useCheckDataset,
  useJob,
  useModel,
  useStatus,
  useTrain,
  useUpload,
} from "@flash/sdk/react";
import { describeProblem } from "@flash/sdk/report";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { createRoot } from "react-dom/client";

const taskType = "text-classification";

/** From a chosen file to a model, with nothing but hooks. */
function Page() {
  const { data: status } = useStatus();
  const { mutate: check, data: report } = useCheckDataset();
  const { mutate: upload, progress, data: dataset, error } = useUpload();
  const { mutate: train, data: started } = useTrain();
  const { data: job } = useJob(started?.id ?? null);
  const { data: model } = useModel(job?.state === "succeeded" ? job.id : null);
  const path = model?.artifacts.find((artifact) => artifact.path === "labels.json")?.path ?? null;
  const { data: labels } = useArtifact(started?.id ?? "", path);
  const seen = useSeen([
    report && `checked ${report.rows.kept} rows`,
    progress?.stage,
    dataset && "uploaded",
    job && `${job.state} after ${job.progress?.metrics.length ?? 0} epochs`,
  ]);

  function choose(file: File | undefined) {
    if (file === undefined) return;
    check(
      { file, taskType },
      {
        onSuccess: () =>
          upload(
            { file, taskType, validateLocally: false },
            {
              onSuccess: (uploaded) =>
                train({ dataset: uploaded, taskType, hyperparameters: { model: "fasttext", epochs: 2 } }),
            },
          ),
      },
    );
  }

  if (error?.code === "dataset_invalid")
    return error.problem.report.problems.map((one) => <p key={one.code}>{describeProblem(one).sentence}</p>);
  return (
    <>
      <p>{status?.servers.length ?? 0} server</p>
      <input type="file" onChange={({ currentTarget }) => choose(currentTarget.files?.[0])} />
      <ol aria-label="what was seen">
        {seen.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ol>
      <p>labels: {labels && (JSON.parse(new TextDecoder().decode(labels)) as string[]).join(", ")}</p>
    </>
  );
}

/** Everything that was shown once, in its order. */
function useSeen(now: readonly (string | undefined)[]): readonly string[] {
  const [seen, note] = useState<readonly string[]>([]);
  const news = now.filter((one) => one !== undefined).join("\n");
  useEffect(() => note((before) => [...new Set([...before, ...news.split("\n").filter(Boolean)])]), [news]);
  return seen;
}

declare global {
  interface Window {
    start(connection: { readonly url: string; readonly streamUrl: string; readonly apiKey: string }): void;
  }
}

const place = document.querySelector("main");
if (place === null) throw new Error("the page has no place for it");
const root = createRoot(place);
const queries = new QueryClient();

/** Called again, it is somebody else who signs in. */
window.start = (connection) => {
  root.render(
    <QueryClientProvider client={queries}>
      <FlashProvider flash={createFlash(connection)}>
        <Page />
      </FlashProvider>
    </QueryClientProvider>,
  );
};
