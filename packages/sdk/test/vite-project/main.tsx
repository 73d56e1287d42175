import { createFlash } from "@flash/sdk";
import { FlashProvider, useJob, useStatus, useTrain, useUpload } from "@flash/sdk/react";
import { describeProblem } from "@flash/sdk/report";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";

const flash = createFlash({ url: "/api", getToken: () => "key" });

function Page() {
  const { data: status, error } = useStatus();
  const { mutate: train, data: job } = useTrain();
  const { mutate: upload, progress } = useUpload();
  const { data: shown } = useJob(job?.id ?? "job_1");
  if (error?.code === "dataset_invalid")
    return error.problem.report.problems.map((one) => describeProblem(one).sentence);
  return (
    <button
      onClick={() =>
        upload(
          { file: new Blob(["input,label"]), taskType: "text-classification" },
          { onSuccess: (dataset) => train({ dataset, taskType: dataset.taskType as "text-classification" }) },
        )
      }
    >
      {status?.status} {progress?.stage} {shown?.progress?.epoch}
    </button>
  );
}

const root = document.querySelector("main");
if (root !== null) {
  createRoot(root).render(
    <QueryClientProvider client={new QueryClient()}>
      <FlashProvider flash={flash}>
        <Page />
      </FlashProvider>
    </QueryClientProvider>,
  );
}
