import type { DatasetReport, TaskType, WireDataset } from "@flash/schemas";
import type { CallOptions } from "../call-options.ts";
import type { Client } from "../client.ts";
import { loadUploads } from "./load-uploads.ts";
import type { ResumeStore } from "./resume-store.ts";
import { proceduresOf } from "../transport/procedures.ts";
import { uploadControl } from "./upload-control.ts";
import type { UploadFile } from "./upload-file.ts";
import type { UploadProgress } from "./upload-progress.ts";

/**
 * What `uploadDataset` takes.
 *
 * @example
 * ```ts
 * const options: UploadOptions = { taskType: "text-classification", name: "Spam of May", onProgress: show };
 * const uploaded = await flash.uploadDataset(file, options);
 * ```
 */
export interface UploadOptions extends CallOptions {
  readonly taskType: TaskType;
  /** Shown to people; the file's name by default. */
  readonly name?: string | undefined;
  /** Called with each step, and when the upload is paused or goes on. */
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined;
  /** `false` leaves the check to the platform, which makes it in any case. */
  readonly validateLocally?: boolean | undefined;
  /**
   * Share of rows or images that may be bad, 0 to 1: up to it they are dropped, and the dataset is valid. Left out: what the
   * platform's rules say.
   */
  readonly badRowShare?: number | undefined;
  /**
   * Where it is remembered which upload a large file belongs to, so that `uploadDataset` of the same bytes goes on with it
   * after a reload or a crash. By default `localStorage`, in Node files in the folder for temporary ones; null: nowhere.
   */
  readonly resumeStore?: ResumeStore | null | undefined;
}

/**
 * A dataset that can be trained on.
 *
 * @example
 * ```ts
 * const uploaded: ValidDataset = await flash.uploadDataset(file, { taskType: "text-classification" });
 * const kept = uploaded.report.rows.kept;
 * ```
 */
export type ValidDataset = WireDataset & { state: "valid"; report: DatasetReport };

/**
 * An upload under way: a promise of the valid dataset, and what may be done to it meanwhile.
 *
 * @example
 * ```ts
 * const upload = flash.uploadDataset(file, { taskType: "text-classification", onProgress: show });
 * pauseButton.onclick = () => (upload.paused ? upload.resume() : upload.pause());
 * const dataset = await upload;
 * ```
 */
export interface DatasetUpload extends Promise<ValidDataset> {
  /** What was told last; null before the first step. */
  readonly progress: UploadProgress | null;
  readonly paused: boolean;
  /** Reads and sends nothing more until {@link resume}. What the platform does by itself, its validation, goes on. */
  pause(): void;
  resume(): void;
  /** Gives it up: the promise is refused with `aborted`, and what has arrived is thrown away. */
  abort(): void;
}

/** As often is sent again what belongs to an upload: it outlives about a minute without a network, as a watch does. */
const PATIENCE = 4;

function patient(client: Client): Client {
  const endpoint = { ...client.endpoint, retries: PATIENCE * client.endpoint.retries };
  return { ...client, endpoint, trpc: proceduresOf(endpoint) };
}

/** Begins at once; the code that uploads, and the validator, are loaded now and not with the page. */
export function beginUpload(client: Client, file: UploadFile, options: UploadOptions): DatasetUpload {
  let progress: UploadProgress | null = null;
  const control = uploadControl(options.signal);
  const onProgress = (step: UploadProgress): void => {
    progress = step;
    options.onProgress?.(step);
  };
  const upload = async (): Promise<ValidDataset> => {
    const { uploadDataset } = await loadUploads();
    return uploadDataset({ client: patient(client), impatient: client, control }, file, { ...options, onProgress });
  };
  const done = upload();
  const { pause, resume, abort } = control;
  // What defineProperties adds is not seen by TypeScript.
  return Object.defineProperties(Object.assign(done, { pause, resume, abort }), {
    progress: { get: () => progress },
    paused: { get: control.isPaused },
  }) as DatasetUpload;
}
