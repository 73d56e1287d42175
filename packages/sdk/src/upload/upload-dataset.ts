import { TASK_TYPES } from "@flash/schemas";
import type { DatasetReport, DatasetRules, TaskType, WireDataset } from "@flash/schemas";
import type { CallOptions } from "../call-options.ts";
import { callOptions } from "../call-options.ts";
import type { Client } from "../client.ts";
import { flashError } from "../error/flash-error.ts";
import { flashErrorOf, typed } from "../error/of-caught.ts";
import { refuseAborted } from "../transport/runtime.ts";
import { checkFile, digestOf, refuseTooLarge } from "./check-file.ts";
import type { Reading } from "./check-file.ts";
import { sendFile } from "./send-file.ts";
import { localFile } from "./upload-file.ts";
import type { LocalFile, UploadFile } from "./upload-file.ts";

/** How far an upload is. Each stage goes through all bytes; a sending that is repeated starts at 0 again. */
export interface UploadProgress {
  /** `checking`: on this computer. `validating`: on the platform. */
  readonly stage: "checking" | "uploading" | "validating";
  readonly bytes: number;
  readonly totalBytes: number;
  /** Data rows read so far; null where none are counted. */
  readonly rows: number | null;
}

export interface UploadOptions extends CallOptions {
  readonly taskType: TaskType;
  /** Shown to people; the file's name by default. */
  readonly name?: string | undefined;
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined;
  /** `false` leaves the check to the platform, which makes it in any case. */
  readonly validateLocally?: boolean | undefined;
}

/** A dataset that can be trained on. */
export type ValidDataset = WireDataset & { state: "valid"; report: DatasetReport };

type Stage = (stage: UploadProgress["stage"]) => Reading;

/** What stands in the `content-type` header, which is signed with the URL. */
const CONTENT_TYPE = { text: "text/csv", images: "application/zip", table: "text/csv" } satisfies Record<
  DatasetRules["kind"],
  string
>;

/** See `Flash.uploadDataset`. */
export async function uploadDataset(client: Client, given: UploadFile, options: UploadOptions): Promise<ValidDataset> {
  const { taskType, onProgress, signal } = options;
  refuseAborted(signal);
  const file = localFile(given, options.name);
  const reading: Stage = (stage) => ({
    signal,
    onProgress: (progress) => onProgress?.({ stage, totalBytes: file.sizeBytes, ...progress }),
  });
  refuseTooLarge(file, taskType);
  const sha256 =
    options.validateLocally === false
      ? await digestOf(file, reading("checking"))
      : await checkFile(file, taskType, reading("checking"));
  const { id } = await storeFile(client, file, { taskType, sha256 }, reading("uploading"));
  return validDataset(await validateStored(client, id, reading("validating")));
}

/** Declares the file, sends it, and says so. */
async function storeFile(
  { trpc, endpoint }: Client,
  file: LocalFile,
  { taskType, sha256 }: { taskType: TaskType; sha256: string },
  reading: Reading,
): Promise<WireDataset> {
  const options = callOptions(reading);
  const { name, sizeBytes } = file;
  const contentType = CONTENT_TYPE[TASK_TYPES[taskType].dataset.kind];
  const declared = { taskType, name, sizeBytes, contentType, sha256 };
  const upload = await typed(trpc.datasets.createUpload.mutate(declared, options));
  await sendFile(endpoint, upload, file, reading);
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
