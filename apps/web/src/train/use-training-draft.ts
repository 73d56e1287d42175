import type { WireTaskType } from "@flash/sdk";
import { useDataset, useTrain } from "@flash/sdk/react";
import { useMutation } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useStoredFixing } from "../report/use-stored-fixing.ts";
import { isUnderWay } from "../sending/sending.ts";
import { useSending } from "../sending/sending-provider.tsx";
import { forgetSettings } from "../settings/kept-settings.ts";
import type { Hyperparameters, Values } from "../settings/values.ts";
import { useDatasetDraft } from "./use-dataset-draft.ts";

const route = getRouteApi("/");

/** From a dataset, chosen here or kept on the platform, to a job. */
export function useTrainingDraft(task: WireTaskType, datasetId: string | null) {
  const taskType = task.name;
  const navigate = route.useNavigate();
  const { sending, start: send, forget } = useSending();
  const { draft, original, versions, choose } = useDatasetDraft(task);
  const { data: kept, error: keptError, refetch } = useDataset(datasetId);
  const keptFixing = useStoredFixing(kept ?? null, (dataset) => void navigate({ search: { task: taskType, dataset } }));
  const train = useTrain();
  const startKept = useMutation({
    mutationFn: async (hyperparameters: Hyperparameters) => {
      if (datasetId === null) return;
      const job = await train.mutateAsync({ taskType, datasetId, hyperparameters });
      forgetSettings(taskType);
      if (arrived !== null) forget();
      await navigate({ to: "/jobs/$jobId", params: { jobId: job.id } });
    },
  });
  /** What is shown was sent from here. */
  const arrived = sending.step === "uploaded" && sending.datasetId === datasetId ? sending : null;

  function start(values: Values, hyperparameters: Hyperparameters): void {
    if (datasetId !== null) startKept.mutate(hyperparameters);
    else if (original !== null) void send({ taskType, original, versions, values, hyperparameters });
  }

  function another(): void {
    startKept.reset();
    if (!isUnderWay(sending)) choose(null);
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
    isStarting: startKept.isPending || (arrived !== null && isUnderWay(arrived)),
    startError: startKept.error ?? arrived?.error ?? null,
    another,
  };
}
