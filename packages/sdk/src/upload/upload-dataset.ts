import type { DatasetRules, TaskType, WireDataset } from "@flash/schemas";
import { callOptions } from "../call-options.ts";
import type { Client } from "../client.ts";
import { flashError } from "../error/flash-error.ts";
import { flashErrorOf, typed } from "../error/of-caught.ts";
import { taskTypeCalled } from "../task-types/task-types.ts";
import { refuseAborted } from "../transport/runtime.ts";
import { checkFile, digestOf, refuseTooLarge } from "./check-file.ts";
import type { Reading } from "./check-file.ts";
import { sendFile } from "./send-file.ts";
import { localFile } from "./upload-file.ts";
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
  const { taskType, onProgress } = options;
  const { signal } = control;
  refuseAborted(signal);
  const opened = localFile(given, options.name);
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
    options.validateLocally === false
      ? await digestOf(file, reading("checking"))
      : await checkFile(file, rules, reading("checking"));
  const declared = { taskType, sha256, contentType: CONTENT_TYPE[rules.kind] };
  const { id } = await storeFile({ client, control }, opened, declared, reading("uploading"));
  return validDataset(await validateStored(client, id, reading("validating")));
}

/** Declares the file, sends it, and says so. */
async function storeFile(
  { client: { trpc, endpoint }, control }: Uploading,
  file: LocalFile,
  facts: { taskType: TaskType; sha256: string; contentType: string },
  reading: Reading,
): Promise<WireDataset> {
  const options = callOptions(reading);
  const { name, sizeBytes } = file;
  const upload = await typed(trpc.datasets.createUpload.mutate({ name, sizeBytes, ...facts }, options));
  await control.run((signal) => sendFile(endpoint, upload, file, { ...reading, signal }));
  return typed(trpc.datasets.completeUpload.mutate({ datasetId: upload.dataset.id }, options));
}

async function validateStored({ trpc }: Client, datasetId: string, reading: Reading): Promise<WireDataset> {
  try {
    for await (const { data } of trpc.datasets.validate.subscribe({ datasetId }, callOptions(reading))) {
      if (data.type === "done") {
        // A small file is done before there was any progress to tell.
        const { sizeBytes, report } = data.dataset;
        reading.onProgress({ bytes: sizeBytes, rows: report?.rows.total ?? null });
        return data.dataset;
      }
      reading.onProgress({ bytes: data.bytes, rows: data.rows });
    }
  } catch (error) {
    throw flashErrorOf(error);
  }
  // tRPC's client ends an aborted stream as if it were complete.
  refuseAborted(reading.signal);
  throw flashError({ code: "unexpected_answer", status: 200, detail: `the validation of ${datasetId} ended early` });
}

function validDataset(dataset: WireDataset): ValidDataset {
  const { id, report, state } = dataset;
  if (report !== null && state === "valid") return { ...dataset, state, report };
  if (report !== null) throw flashError({ code: "dataset_invalid", datasetId: id, report });
  throw flashError({ code: "unexpected_answer", status: 200, detail: `${id} was validated without a report` });
}
