import { useDataset } from "@flash/sdk/react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ItemHead } from "../list/item-head.tsx";
import { DatasetReportView } from "../report/dataset-report-view.tsx";
import { useStoredFixing } from "../report/use-stored-fixing.ts";
import { ErrorNotice } from "../states/error-notice.tsx";
import { LinkButton } from "../states/link-button.tsx";
import { LoadingLines } from "../states/loading-lines.tsx";
import { useTitle } from "../states/use-title.ts";
import { DATASET_LOOK } from "../wording/dataset-state.ts";
import { bytes, counted, dateTime } from "../wording/quantities.ts";
import { useTaskTitle } from "../wording/use-task-title.ts";
import { DatasetCheck } from "./dataset-check.tsx";
import { DeleteDataset } from "./delete-dataset.tsx";

const route = getRouteApi("/datasets/$datasetId");

export function DatasetPage() {
  const { datasetId } = route.useParams();
  const { data: dataset, error, refetch } = useDataset(datasetId);
  const navigate = route.useNavigate();
  const fixing = useStoredFixing(dataset ?? null, (id) => void navigate({ to: ".", params: { datasetId: id } }));
  const taskTitle = useTaskTitle();
  useTitle(dataset?.name ?? "Dataset");
  if (dataset === undefined) {
    return error === null ? (
      <LoadingLines lines={7} />
    ) : (
      <ErrorNotice isPage error={error} onRetry={() => void refetch()} />
    );
  }
  const { name, state, taskType, sizeBytes, createdAt, report, derivedFrom } = dataset;
  return (
    <div className="page">
      <ItemHead
        list={{ to: "/datasets", title: "Datasets" }}
        name={name}
        look={DATASET_LOOK[state]}
        facts={`${taskTitle(taskType)} · ${bytes(sizeBytes)} · ${dateTime(createdAt)}`}
        more={
          derivedFrom === undefined ? null : (
            <p>
              Made of an{" "}
              <Link to="/datasets/$datasetId" params={{ datasetId: derivedFrom.datasetId }}>
                earlier version
              </Link>{" "}
              by {counted(derivedFrom.fixes.length, "fix", "fixes")}
            </p>
          )
        }
      >
        <div className="row">
          <DeleteDataset key={datasetId} dataset={dataset} />
          {state === "valid" ? (
            <LinkButton to="/" search={{ task: taskType, dataset: datasetId }}>
              Train on it
            </LinkButton>
          ) : null}
        </div>
      </ItemHead>
      {report === null ? (
        <DatasetCheck key={datasetId} dataset={dataset} />
      ) : (
        <DatasetReportView report={report} fixing={fixing} />
      )}
    </div>
  );
}
