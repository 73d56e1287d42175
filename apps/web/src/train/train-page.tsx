import { getRouteApi } from "@tanstack/react-router";
import { useStatus } from "../platform/queries.ts";
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
  const { data: status, error, refetch } = useStatus();
  const taskTypes = [...new Set(status?.servers.flatMap((server) => server.taskTypes))];
  const chosen = taskTypes.find((taskType) => taskType === task) ?? taskTypes[0];
  return (
    <div className="page train">
      <div className="page-head">
        <div>
          <h1>Train a model</h1>
          <p>Your data is checked on this device before anything is sent.</p>
        </div>
      </div>
      {status === undefined && error === null ? <LoadingLines lines={4} /> : null}
      {status === undefined && error !== null ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {chosen === undefined ? null : (
        <>
          <TaskCards
            taskTypes={taskTypes}
            chosen={chosen}
            onChoose={(taskType) => void navigate({ search: { task: taskType }, replace: true })}
          />
          <TrainForm key={chosen} taskType={chosen} datasetId={dataset ?? null} isBusy={status?.available === false} />
        </>
      )}
    </div>
  );
}
