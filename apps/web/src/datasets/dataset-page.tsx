import { useDataset } from "@flash/sdk/react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { StateBadge } from "../list/state-badge.tsx";
import { DatasetReportView } from "../report/dataset-report-view.tsx";
import { useStoredFixing } from "../report/use-stored-fixing.ts";
import { ErrorNotice } from "../states/error-notice.tsx";
import { LinkButton } from "../states/link-button.tsx";
import { LoadingLines } from "../states/loading-lines.tsx";
import { Notice } from "../states/notice.tsx";
import { useTitle } from "../states/use-title.ts";
import { DATASET_LOOK } from "../wording/dataset-state.ts";
import { bytes, counted, dateTime } from "../wording/quantities.ts";
import { useTaskTitle } from "../wording/use-task-title.ts";
import "../job/job.css";

const route = getRouteApi("/datasets/$datasetId");

export function DatasetPage() {
  const { datasetId } = route.useParams();
  const { data: dataset, error, refetch } = useDataset(datasetId);
  const navigate = route.useNavigate();
  const fixing = useStoredFixing(dataset ?? null, (id) => void navigate({ to: ".", params: { datasetId: id } }));
  const taskTitle = useTaskTitle();
  useTitle(dataset?.name ?? "Dataset");
  if (dataset === undefined) {
    return error === null ? <LoadingLines lines={7} /> : <ErrorNotice error={error} onRetry={() => void refetch()} />;
  }
  const { name, state, taskType, sizeBytes, createdAt, report, derivedFrom } = dataset;
  return (
    <div className="page">
      <div className="page-head job-head">
        <div>
          <Link to="/datasets" className="job-back">
            Datasets
          </Link>
          <h1>
            {name} <StateBadge look={DATASET_LOOK[state]} />
          </h1>
          <p>
            {taskTitle(taskType)} · {bytes(sizeBytes)} · {dateTime(createdAt)}
          </p>
          {derivedFrom === undefined ? null : (
            <p>
              Made of an{" "}
              <Link to="/datasets/$datasetId" params={{ datasetId: derivedFrom.datasetId }}>
                earlier version
              </Link>{" "}
              by {counted(derivedFrom.fixes.length, "fix", "fixes")}
            </p>
          )}
        </div>
        {state === "valid" ? (
          <LinkButton to="/" search={{ task: taskType, dataset: datasetId }}>
            Train on it
          </LinkButton>
        ) : null}
      </div>
      {report === null ? (
        <Notice tone="info" title="There is no report yet">
          {state === "uploading"
            ? "The upload has not ended. Choose the same file on the Train page to go on with it."
            : "The platform has not checked it yet."}
        </Notice>
      ) : (
        <DatasetReportView report={report} fixing={fixing} />
      )}
    </div>
  );
}
