import type { TaskType, WireDataset } from "@flash/sdk";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { usePlatform } from "../platform/flash-provider.tsx";
import { useDataset } from "../platform/queries.ts";
import { DatasetReportView } from "../report/dataset-report-view.tsx";
import { ErrorNotice } from "../states/error-notice.tsx";
import { LoadingLines } from "../states/loading-lines.tsx";
import { dataHint } from "../wording/task-data.tsx";
import { chosenFile } from "./chosen-file.ts";
import { DropZone } from "./drop-zone.tsx";
import { FileBar } from "./file-bar.tsx";
import { sampleFile, sampleOf } from "./sample-file.ts";
import { StartBar } from "./start-bar.tsx";
import { UploadBar } from "./upload-bar.tsx";
import { useDatasetDraft } from "./use-dataset-draft.ts";

interface TrainFormProps {
  readonly taskType: TaskType;
  /** Already on the platform; null: a file is to be chosen. */
  readonly datasetId: string | null;
  readonly isBusy: boolean;
}

const route = getRouteApi("/");

/** Data, settings, start. */
export function TrainForm({ taskType, datasetId, isBusy }: TrainFormProps) {
  const { flash } = usePlatform();
  const queries = useQueryClient();
  const navigate = route.useNavigate();
  const { draft, check, upload, clear } = useDatasetDraft(taskType);
  const { data: kept, error: keptError, refetch } = useDataset(datasetId);
  const sample = sampleOf(taskType);

  const start = useMutation({
    mutationFn: async () => {
      const dataset = kept ?? (await uploaded());
      if (dataset === null) return;
      const job = await flash.train({ taskType, datasetId: dataset.id });
      void queries.invalidateQueries({ queryKey: ["jobs"] });
      await navigate({ to: "/jobs/$jobId", params: { jobId: job.id } });
    },
  });

  /** From here on the dataset is in the address: a reload does not upload it again. */
  async function uploaded(): Promise<WireDataset | null> {
    if (draft.step !== "checked") return null;
    const dataset = await upload(draft.file, draft.report);
    if (dataset === null) return null;
    queries.setQueryData(["dataset", dataset.id], dataset);
    void queries.invalidateQueries({ queryKey: ["datasets"] });
    await navigate({ search: { task: taskType, dataset: dataset.id }, replace: true });
    return dataset;
  }

  const useSample = useMutation({
    mutationFn: async () => {
      if (sample !== null) await check(chosenFile(await sampleFile(sample)));
    },
  });

  const another = (): void => {
    start.reset();
    clear();
    void navigate({ search: { task: taskType }, replace: true });
  };

  if (datasetId !== null && kept === undefined) {
    return keptError === null ? (
      <LoadingLines lines={5} />
    ) : (
      <ErrorNotice error={keptError} onRetry={() => void refetch()} />
    );
  }
  const report = kept?.report ?? (draft.step === "checked" || draft.step === "uploading" ? draft.report : null);
  const isReady = kept?.state === "valid" || (draft.step === "checked" && draft.report.valid);
  return (
    <>
      {kept === undefined && draft.step === "none" ? (
        <>
          {draft.error === null ? null : <ErrorNotice error={draft.error} />}
          {useSample.error === null ? null : <ErrorNotice error={useSample.error} />}
          <DropZone
            hint={dataHint(taskType).data}
            accept={dataHint(taskType).accept}
            onFile={(file) => void check(chosenFile(file))}
            onSample={sample === null ? null : () => useSample.mutate()}
          />
        </>
      ) : null}
      {kept === undefined ? (
        <FileBar draft={draft} onAnother={another} />
      ) : (
        <FileBar draft={kept} onAnother={another} />
      )}
      {report === null ? null : <DatasetReportView report={report} />}
      {draft.step === "checked" && draft.error !== null ? <ErrorNotice error={draft.error} /> : null}
      {start.error === null ? null : <ErrorNotice error={start.error} />}
      {draft.step === "uploading" && kept === undefined ? <UploadBar draft={draft} /> : null}
      {isReady ? <StartBar isBusy={isBusy} isStarting={start.isPending} onStart={() => start.mutate()} /> : null}
    </>
  );
}
