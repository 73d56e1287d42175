import type { WireDataset, WireTaskType } from "@flash/sdk";
import { useDataset, useTrain } from "@flash/sdk/react";
import { useMutation } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { Hyperparameters } from "../settings/values.ts";
import { useStoredFixing } from "../report/use-stored-fixing.ts";
import { useDatasetDraft } from "./use-dataset-draft.ts";

const route = getRouteApi("/");

/** From a dataset, chosen here or kept on the platform, to a job. */
export function useTrainingDraft(task: WireTaskType, datasetId: string | null) {
  const taskType = task.name;
  const navigate = route.useNavigate();
  const { draft, choose, send, transfer } = useDatasetDraft(task);
  const { data: kept, error: keptError, refetch } = useDataset(datasetId);
  const keptFixing = useStoredFixing(kept ?? null, (dataset) => void navigate({ search: { task: taskType, dataset } }));
  const train = useTrain();

  const start = useMutation({
    mutationFn: async (hyperparameters: Hyperparameters) => {
      const dataset = kept ?? (await uploaded());
      if (dataset === null) return;
      const job = await train.mutateAsync({ taskType, datasetId: dataset.id, hyperparameters });
      await navigate({ to: "/jobs/$jobId", params: { jobId: job.id } });
    },
  });

  /** From here on the dataset is in the address: a reload does not upload it again. */
  async function uploaded(): Promise<WireDataset | null> {
    if (draft.step !== "checked") return null;
    const dataset = await send(draft.file);
    if (dataset !== null) await navigate({ search: { task: taskType, dataset: dataset.id }, replace: true });
    return dataset;
  }

  function another(): void {
    start.reset();
    choose(null);
    void navigate({ search: { task: taskType }, replace: true });
  }

  return {
    draft,
    kept,
    keptFixing,
    keptError,
    retryKept: () => void refetch(),
    check: choose,
    start,
    transfer,
    another,
  };
}
