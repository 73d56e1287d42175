import type { DatasetReport, WireDataset } from "@flash/schemas";
import type { Client } from "../client.ts";
import { endedEarly, flashError } from "../error/flash-error.ts";
import type { Reading } from "./check-file.ts";
import type { ValidDataset } from "./dataset-upload.ts";

type CheckedDataset = WireDataset & { report: DatasetReport };

/** Has the platform validate what it has, over as many connections and functions as that takes. */
export async function validated(
  { trpc }: Pick<Client, "trpc">,
  datasetId: string,
  reading: Reading,
): Promise<CheckedDataset> {
  for await (const { data } of trpc.datasets.validate.subscribe({ datasetId }, reading)) {
    if (data.type === "done" && data.dataset.report !== null) {
      const { sizeBytes, report } = data.dataset;
      // A small file is done before there was any progress to tell.
      reading.onProgress({ bytes: sizeBytes, rows: report.rows.total });
      return { ...data.dataset, report };
    }
    // After `continue` the connection ends, and the next one has the validation go on: nobody has to know.
    if (data.type === "progress") reading.onProgress({ bytes: data.bytes, rows: data.rows });
  }
  throw endedEarly(`the validation of ${datasetId}`);
}

/** @throws FlashError `dataset_invalid` with the report. */
export function validDataset(dataset: CheckedDataset): ValidDataset {
  const { id, report, state } = dataset;
  if (state === "valid") return { ...dataset, state };
  throw flashError({ code: "dataset_invalid", datasetId: id, report });
}
