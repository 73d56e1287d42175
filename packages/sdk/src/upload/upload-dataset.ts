import type { DatasetRules, WireDataset } from "@flash/schemas";
import { callOptions } from "../call-options.ts";
import type { Client } from "../client.ts";
import { flashError } from "../error/flash-error.ts";
import { taskTypeCalled } from "../task-types/task-types.ts";
import { refuseAborted } from "../transport/runtime.ts";
import { checkFile, digestOf, refuseTooLarge } from "./check-file.ts";
import type { Reading } from "./check-file.ts";
import { storeFile } from "./store-file.ts";
import { openFile } from "./upload-file.ts";
import type { UploadOptions, ValidDataset } from "./dataset-upload.ts";
import type { UploadControl } from "./upload-control.ts";
import type { LocalFile, UploadFile } from "./upload-file.ts";
import { ProgressTeller } from "./upload-progress.ts";
import type { UploadProgress } from "./upload-progress.ts";

/** What an upload works with. */
export interface Uploading {
  readonly client: Client;
  readonly control: UploadControl;
}

type Stage = (stage: UploadProgress["stage"]) => Reading;

/** What stands in the `content-type` header, which is signed with the URL. */
const CONTENT_TYPE = { text: "text/csv", images: "application/zip", table: "text/csv" } satisfies Record<
  DatasetRules["kind"],
  string
>;

/** See `Flash.uploadDataset`. */
export async function uploadDataset(
  { client, control }: Uploading,
  given: UploadFile,
  options: UploadOptions,
): Promise<ValidDataset> {
  refuseAborted(control.signal);
  const opened = await openFile(given, options.name);
  try {
    return await uploadOpened({ client, control }, opened, options);
  } finally {
    await opened.close();
  }
}

async function uploadOpened(
  { client, control }: Uploading,
  opened: LocalFile,
  { taskType, onProgress, validateLocally, resumeStore }: UploadOptions,
): Promise<ValidDataset> {
  const { signal } = control;
  const file: LocalFile = { ...opened, read: () => control.held(opened.read()) };
  const teller = new ProgressTeller(
    file.sizeBytes,
    () => client.endpoint.runtime.now(),
    (step) => onProgress?.(step),
  );
  control.listen((paused) => teller.hold(paused));
  const reading: Stage = (stage) => ({ signal, onProgress: (steps) => teller.step(stage, steps) });
  const { dataset: rules, maxDatasetBytes } = await taskTypeCalled(taskType, client.taskTypes, { signal });
  refuseTooLarge(file, maxDatasetBytes);
  const sha256 =
    validateLocally === false
      ? await digestOf(file, reading("checking"))
      : await checkFile(file, rules, reading("checking"));
  const contentType = CONTENT_TYPE[rules.kind];
  const known = { taskType, contentType, sha256, resumeStore };
  const { id } = await storeFile({ client, control }, opened, known, reading("uploading"));
  return validDataset(await validateStored(client, id, reading("validating")));
}

async function validateStored({ trpc }: Client, datasetId: string, reading: Reading): Promise<WireDataset> {
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

function validDataset(dataset: WireDataset): ValidDataset {
  const { id, report, state } = dataset;
  if (report !== null && state === "valid") return { ...dataset, state, report };
  if (report !== null) throw flashError({ code: "dataset_invalid", datasetId: id, report });
  throw flashError({ code: "unexpected_answer", status: 200, detail: `${id} was validated without a report` });
}
