import type { WireDataset } from "@flash/sdk";
import { useDatasets } from "@flash/sdk/react";
import { Link } from "@tanstack/react-router";
import { DatasetsIcon } from "../icons/icons.tsx";
import { ItemRow } from "../list/item-row.tsx";
import { ListPage } from "../list/list-page.tsx";
import { LinkButton } from "../states/link-button.tsx";
import { DATASET_LOOK } from "../wording/dataset-state.ts";
import { ago, bytes, counted } from "../wording/quantities.ts";
import { useNow } from "../wording/use-now.ts";
import { useTaskTitle } from "../wording/use-task-title.ts";

export function DatasetsPage() {
  const now = useNow(5_000);
  return (
    <ListPage
      title="Datasets"
      lead="What you have uploaded. A valid one can be trained on as often as you like."
      action={<LinkButton to="/">Upload</LinkButton>}
      list={useDatasets()}
      row={(dataset) => <DatasetRow dataset={dataset} now={now} />}
      empty={{
        icon: <DatasetsIcon size={22} />,
        title: "No datasets yet",
        text: "A file that you train on is kept here, with the report of everything that was found in it.",
        action: <Link to="/">Upload one</Link>,
      }}
    />
  );
}

function DatasetRow({ dataset, now }: { dataset: WireDataset; now: number }) {
  const taskTitle = useTaskTitle();
  const { id, name, taskType, sizeBytes, createdAt, report, state } = dataset;
  return (
    <Link to="/datasets/$datasetId" params={{ datasetId: id }} className="item-row">
      <ItemRow
        name={name}
        about={`${taskTitle(taskType)} · ${bytes(sizeBytes)} · ${ago(createdAt, now)}`}
        fact={report === null ? "" : counted(report.rows.kept, report.kind === "images" ? "picture" : "row")}
        look={DATASET_LOOK[state]}
      />
    </Link>
  );
}
