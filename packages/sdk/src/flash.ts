import type {
  DatasetReport,
  ModelDownload,
  WireDataset,
  WireJob,
  WireModel,
  WireServer,
  WireStatus,
  WireTaskType,
} from "@flash/schemas";
import type { CallOptions } from "./call-options.ts";
import type { FixOptions } from "./datasets/apply-fixes.ts";
import type { Job } from "./job/job.ts";
import type { TrainInput } from "./job/train.ts";
import type { Listing, ListOptions } from "./listing.ts";
import type { CheckOptions } from "./upload/check-dataset.ts";
import type { DatasetUpload, UploadOptions, ValidDataset } from "./upload/dataset-upload.ts";
import type { UploadFile } from "./upload/upload-file.ts";
import type { Procedures } from "./transport/procedures.ts";

/**
 * A platform, as a caller with a key sees it. Everything it throws is a `FlashError`.
 *
 * @example
 * ```ts
 * const countJobs = async (platform: Flash): Promise<number> => (await platform.jobs.list().page()).items.length;
 * ```
 */
export interface Flash {
  /**
   * Is a training server available, and which servers are there?
   *
   * @example
   * ```ts
   * const { available, servers } = await flash.status();
   * ```
   */
  status(options?: CallOptions): Promise<WireStatus>;

  /**
   * What can be trained: titles for people, hyperparameters as JSON Schema (titles, ranges, defaults), the rules that
   * datasets are held to. Asked once for each client.
   *
   * @example
   * ```ts
   * const [first] = await flash.taskTypes();
   * console.log(first?.title, first?.hyperparameters.properties);
   * ```
   */
  taskTypes(options?: CallOptions): Promise<readonly WireTaskType[]>;

  /**
   * Checks a file on this computer and sends nothing: the report is the one that the platform would make of it.
   *
   * @throws FlashError `upload_too_large`, `file_unreadable`, `file_changed`; `options_invalid` for Parquet when `createFlash` was not
   *   given what reads it; a file with errors is answered by its report.
   * @example
   * ```ts
   * const { valid, problems } = await flash.checkDataset(file, { taskType: "text-classification" });
   * ```
   */
  checkDataset(file: UploadFile, options: CheckOptions): Promise<DatasetReport>;

  /**
   * Checks a file on this computer, sends it to the storage, and has the platform validate what arrived. Parquet is checked here when
   * `createFlash` was given what reads it, and otherwise by the platform alone.
   *
   * @throws FlashError `file_invalid` with the report, before a byte is sent; `dataset_invalid` when the platform finds
   *   errors in what arrived.
   * @example
   * ```ts
   * const dataset = await flash.uploadDataset(file, { taskType: "text-classification" });
   * ```
   */
  uploadDataset(file: UploadFile, options: UploadOptions): DatasetUpload;

  /**
   * Has a model trained. A call whose answer was lost is repeated, with the same idempotency key: it starts one job.
   *
   * @example
   * ```ts
   * const job = await flash.train({ dataset, taskType: "text-classification", hyperparameters: { epochs: 10 } });
   * ```
   */
  train(input: TrainInput, options?: CallOptions): Promise<Job>;

  /**
   * The handle of a job whose id is known. Asks nothing of the platform: an id that is none is refused at its first call.
   *
   * @example
   * ```ts
   * for await (const { state } of flash.job(job.id).watch()) console.log(state);
   * ```
   */
  job(jobId: string): Job;

  readonly datasets: {
    /**
     * With its report, once it was validated. Refused with `dataset_not_found`.
     *
     * @example
     * ```ts
     * const { name, state, report } = await flash.datasets.get(dataset.id);
     * ```
     */
    get(datasetId: string, options?: CallOptions): Promise<WireDataset>;
    /**
     * The newest first.
     *
     * @example
     * ```ts
     * for await (const { name, state } of flash.datasets.list()) console.log(name, state);
     * ```
     */
    list(options?: ListOptions): Listing<WireDataset>;
    /**
     * Takes a dataset and its bytes away, for good. Models that were trained on it stay.
     *
     * @throws FlashError `dataset_not_found`; `dataset_in_use` with the jobs that still need it.
     * @example
     * ```ts
     * await flash.datasets.delete(dataset.id);
     * ```
     */
    delete(datasetId: string, options?: CallOptions): Promise<void>;
    /**
     * Makes a new dataset of one that was validated, without the problems that have a fix, and has it validated. The old one stays;
     * the new one says in `derivedFrom` what it was made of. Asked again, it answers with the same one.
     *
     * @throws FlashError `dataset_invalid` with the report of the new dataset, when there are errors that no fix mends;
     *   `bad_request` when the report offers no such fix; `quota_exceeded`, `dataset_too_slow_to_fix`.
     * @example
     * ```ts
     * const mended = await flash.datasets.applyFixes(dataset.id);
     * ```
     */
    applyFixes(datasetId: string, options?: FixOptions): Promise<ValidDataset>;
  };
  readonly jobs: {
    /**
     * As it is now. Refused with `job_not_found`.
     *
     * @example
     * ```ts
     * const { state, progress } = await flash.jobs.get(job.id);
     * ```
     */
    get(jobId: string, options?: CallOptions): Promise<WireJob>;
    /**
     * The newest first.
     *
     * @example
     * ```ts
     * const { items, next } = await flash.jobs.list({ pageSize: 20 }).page();
     * ```
     */
    list(options?: ListOptions): Listing<WireJob>;
  };
  readonly servers: {
    /**
     * Those of `status`.
     *
     * @example
     * ```ts
     * const asleep = (await flash.servers.list()).filter(({ status }) => status === "sleeping");
     * ```
     */
    list(options?: CallOptions): Promise<readonly WireServer[]>;
    /**
     * Switches dev mode, in which no machine is started or stopped. For admins; refused with `forbidden`, `server_not_found`.
     *
     * @returns `when_asleep` when the server has a machine on, which dev mode would leave on.
     * @example
     * ```ts
     * const { takesEffect } = await flash.servers.setDevMode("default", true);
     * ```
     */
    setDevMode(
      server: string,
      devMode: boolean,
      options?: CallOptions,
    ): Promise<{ takesEffect: "now" | "when_asleep" }>;
  };
  readonly models: {
    /**
     * The models of jobs that have succeeded, the newest first.
     *
     * @example
     * ```ts
     * for await (const { jobId, accuracy } of flash.models.list()) console.log(jobId, accuracy);
     * ```
     */
    list(options?: ListOptions): Listing<WireModel>;
    /**
     * Every artifact of a model with a URL that works for some minutes.
     *
     * @example
     * ```ts
     * const { artifacts } = await flash.models.download(job.id);
     * ```
     */
    download(jobId: string, options?: CallOptions): Promise<ModelDownload>;
  };

  /**
   * Whose answers these are: `account` of `createFlash`, or what follows from its credentials. No secret.
   *
   * @example
   * ```ts
   * const ownKey = ["jobs of this week", flash.account];
   * ```
   */
  readonly account: string;

  /**
   * Every procedure of the API by its own name, called as with tRPC's client: `query`, `mutate`, and `subscribe`, which is looped over.
   *
   * @example
   * ```ts
   * const { jobs, next } = await flash.trpc.jobs.list.query({ limit: 5 });
   * ```
   */
  readonly trpc: Procedures;
}
