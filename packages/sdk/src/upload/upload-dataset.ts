import { type DatasetRules, withTolerance } from "@flash/schemas";
import type { Client } from "../client.ts";
import { taskTypeCalled } from "../task-types/task-types.ts";
import { refuseAborted } from "../transport/runtime.ts";
import { checkFile, digestOf, refuseTooLarge } from "./check-file.ts";
import type { Reading } from "./check-file.ts";
import { partDigests } from "./part-digests.ts";
import { storeFile } from "./store-file.ts";
import { openFile } from "./upload-file.ts";
import type { UploadOptions, ValidDataset } from "./dataset-upload.ts";
import type { UploadControl } from "./upload-control.ts";
import type { LocalFile, UploadFile } from "./upload-file.ts";
import { progressTeller } from "./upload-progress.ts";
import type { UploadProgress } from "./upload-progress.ts";

/** What an upload works with. */
export interface Uploading {
  /** As patient as an upload is long. */
  readonly client: Client;
  /** For what nobody waits long for. */
  readonly impatient: Client;
  readonly control: UploadControl;
}

/** Who hears of a stage. */
export type Stage = (stage: UploadProgress["stage"]) => Reading;

/** What stands in the `content-type` header, which is signed with the URL. */
const CONTENT_TYPE = { text: "text/csv", images: "application/zip", table: "text/csv" } satisfies Record<
  DatasetRules["kind"],
  string
>;

/** See `Flash.uploadDataset`. */
export async function uploadDataset(
  uploading: Uploading,
  given: UploadFile,
  options: UploadOptions,
): Promise<ValidDataset> {
  refuseAborted(uploading.control.signal);
  const opened = await openFile(given, options.name);
  try {
    return await uploadOpened(uploading, opened, options);
  } finally {
    await opened.close();
  }
}

async function uploadOpened(
  uploading: Uploading,
  opened: LocalFile,
  { taskType, onProgress, validateLocally, resumeStore, badRowShare }: UploadOptions,
): Promise<ValidDataset> {
  const { client, control } = uploading;
  const { signal } = control;
  const parts = partDigests({ ...opened, read: () => control.held(opened.read()) });
  const file: LocalFile = { ...opened, read: () => parts.read() };
  const teller = progressTeller(
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
      : await checkFile(file, withTolerance(rules, badRowShare), { ...reading("checking"), parquet: client.parquet });
  const contentType = CONTENT_TYPE[rules.kind];
  const known = { taskType, contentType, sha256, parts, resumeStore, badRowShare };
  return storeFile(uploading, { ...opened, ...known }, reading);
}
