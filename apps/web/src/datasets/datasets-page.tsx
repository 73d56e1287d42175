import { Button } from "@mantine/core";
import type { WireDataset } from "@flash/sdk";
import { Link } from "@tanstack/react-router";
import { ChevronIcon, DatasetsIcon } from "../icons/icons.tsx";
import { useDatasets, useTaskTitle } from "../platform/queries.ts";
import { EmptyState } from "../states/empty-state.tsx";
import { ErrorNotice } from "../states/error-notice.tsx";
import { LinkButton } from "../states/link-button.tsx";
import { LoadingLines } from "../states/loading-lines.tsx";
import { useTitle } from "../states/use-title.ts";
import { ago, bytes, counted } from "../wording/quantities.ts";
import { useNow } from "../wording/use-now.ts";
import { DatasetState } from "./dataset-state.tsx";
import "../jobs/jobs.css";

export function DatasetsPage() {
  useTitle("Datasets");
  const now = useNow(5_000);
  const { data: datasets, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useDatasets();
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>Datasets</h1>
          <p>What you have uploaded. A valid one can be trained on as often as you like.</p>
        </div>
        <LinkButton to="/">Upload</LinkButton>
      </div>
      {error !== null && datasets === undefined ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {datasets === undefined && error === null ? <LoadingLines lines={6} height={28} /> : null}
      {datasets?.length === 0 ? (
        <EmptyState icon={<DatasetsIcon size={22} />} title="No datasets yet" action={<Link to="/">Upload one</Link>}>
          A file that you train on is kept here, with the report of everything that was found in it.
        </EmptyState>
      ) : null}
      {datasets !== undefined && datasets.length > 0 ? (
        <ul className="card job-list">
          {datasets.map((dataset) => (
            <li key={dataset.id}>
              <DatasetRow dataset={dataset} now={now} />
            </li>
          ))}
        </ul>
      ) : null}
      {hasNextPage ? (
        <Button variant="default" onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
          Show older ones
        </Button>
      ) : null}
    </div>
  );
}

function DatasetRow({ dataset, now }: { dataset: WireDataset; now: number }) {
  const taskTitle = useTaskTitle();
  const { id, name, taskType, sizeBytes, createdAt, report, state } = dataset;
  return (
    <Link to="/datasets/$datasetId" params={{ datasetId: id }} className="job-row">
      <span className="job-row-name">
        <strong>{name}</strong>
        <span className="dim small">
          {taskTitle(taskType)} · {bytes(sizeBytes)} · {ago(createdAt, now)}
        </span>
      </span>
      <span className="job-row-fact numeric">{report === null ? "" : counted(report.rows.kept, "row")}</span>
      <DatasetState state={state} />
      <span className="dim job-row-more">
        <ChevronIcon size={16} />
      </span>
    </Link>
  );
}
