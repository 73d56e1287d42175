import type { TaskType, WireDataset } from "@flash/sdk";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { usePlatform } from "../platform/flash-provider.tsx";
import { useDataset } from "../platform/queries.ts";
import type { Hyperparameters } from "../settings/values.ts";
import { useDatasetDraft } from "./use-dataset-draft.ts";

const route = getRouteApi("/");

/** From a dataset, chosen here or kept on the platform, to a job. */
export function useTrainingDraft(taskType: TaskType, datasetId: string | null) {
  const { flash } = usePlatform();
  const queries = useQueryClient();
  const navigate = route.useNavigate();
  const { draft, check, upload, clear } = useDatasetDraft(taskType);
  const { data: kept, error: keptError, refetch } = useDataset(datasetId);

  const start = useMutation({
    mutationFn: async (hyperparameters: Hyperparameters) => {
      const dataset = kept ?? (await uploaded());
      if (dataset === null) return;
      const job = await flash.train({ taskType, datasetId: dataset.id, hyperparameters });
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

  function another(): void {
    start.reset();
    clear();
    void navigate({ search: { task: taskType }, replace: true });
  }

  return { draft, kept, keptError, retryKept: () => void refetch(), check, start, another };
}
