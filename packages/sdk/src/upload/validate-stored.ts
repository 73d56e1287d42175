import type { WireDataset } from "@flash/schemas";
import { callOptions } from "../call-options.ts";
import type { Client } from "../client.ts";
import { flashError } from "../error/flash-error.ts";
import type { Reading } from "./check-file.ts";
import type { ValidDataset } from "./dataset-upload.ts";

/** Has the platform validate what it has, over as many connections and functions as that takes. @returns it with its report. */
export async function validated({ trpc }: Client, datasetId: string, reading: Reading): Promise<WireDataset> {
  for await (const { data } of trpc.datasets.validate.subscribe({ datasetId }, callOptions(reading))) {
    if (data.type === "done") {
      // A small file is done before there was any progress to tell.
      const { sizeBytes, report } = data.dataset;
      reading.onProgress({ bytes: sizeBytes, rows: report?.rows.total ?? null });
      return data.dataset;
    }
    // After `continue` the connection ends, and the next one has the validation go on: nobody has to know.
    if (data.type === "progress") reading.onProgress({ bytes: data.bytes, rows: data.rows });
  }
  throw flashError({ code: "unexpected_answer", status: 200, detail: `the validation of ${datasetId} ended early` });
}

/** @throws FlashError `dataset_invalid` with the report. */
export function validDataset(dataset: WireDataset): ValidDataset {
  const { id, report, state } = dataset;
  if (report !== null && state === "valid") return { ...dataset, state, report };
  if (report !== null) throw flashError({ code: "dataset_invalid", datasetId: id, report });
  throw flashError({ code: "unexpected_answer", status: 200, detail: `${id} was validated without a report` });
}
