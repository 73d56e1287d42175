import { useStatus, useTaskTypes } from "@flash/sdk/react";
import { getRouteApi } from "@tanstack/react-router";
import { OFTEN } from "../platform/often.ts";
import { heldBy, isUnderWay } from "../sending/sending.ts";
import { useSending } from "../sending/sending-provider.tsx";
import { ErrorNotice } from "../states/error-notice.tsx";
import { LoadingLines } from "../states/loading-lines.tsx";
import { useTitle } from "../states/use-title.ts";
import { TaskCards } from "./task-cards.tsx";
import { TrainForm } from "./train-form.tsx";
import "./train.css";

const route = getRouteApi("/");

/** From a file to a running training, on one page. */
export function TrainPage() {
  useTitle("");
  const { task, dataset } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: status } = useStatus(OFTEN);
  const { data: known, error, refetch } = useTaskTypes();
  const served = new Set(status?.servers.flatMap((server) => server.taskTypes));
  const taskTypes = known?.filter(({ name }) => served.has(name)) ?? [];
  const { sending } = useSending();
  const held = heldBy(sending);
  // Whoever comes back finds it, from wherever they come.
  const isHeld = held !== null && dataset === undefined && (task === undefined || isUnderWay(sending));
  const wanted = isHeld ? held.taskType : task;
  const chosen = taskTypes.find(({ name }) => name === wanted) ?? taskTypes[0];
  const isLoading = known === undefined || status === undefined;
  return (
    <div className="page train">
      <div className="page-head">
        <div>
          <h1>Train a model</h1>
          <p>Your data is checked on this device before anything is sent.</p>
        </div>
      </div>
      {isLoading && error === null ? <LoadingLines lines={4} /> : null}
      {known === undefined && error !== null ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {chosen === undefined ? null : (
        <>
          <TaskCards
            taskTypes={taskTypes}
            chosen={chosen.name}
            isFixed={isHeld && isUnderWay(sending)}
            onChoose={(taskType) => void navigate({ search: { task: taskType }, replace: true })}
          />
          <TrainForm key={chosen.name} task={chosen} datasetId={dataset ?? null} isBusy={status?.available === false} />
        </>
      )}
    </div>
  );
}
