import type { Client } from "./client.ts";
import { applyFixes } from "./datasets/apply-fixes.ts";
import type { Flash } from "./flash.ts";
import { jobOf } from "./job/job.ts";
import { train } from "./job/train.ts";
import { listing } from "./listing.ts";
import type { ListOptions } from "./listing.ts";
import { trainedModel } from "./model/model.ts";
import { endpointOf } from "./options.ts";
import type { FlashOptions } from "./options.ts";
import { askTaskTypesOnce } from "./task-types/task-types.ts";
import type { Endpoint } from "./transport/endpoint.ts";
import { proceduresOf } from "./transport/procedures.ts";
import { beginUpload } from "./upload/dataset-upload.ts";
import { loadUploads } from "./upload/load-uploads.ts";
import type { LoadParquetReader } from "./upload/parquet-reader.ts";

/**
 * The client of one platform. Makes no request by itself.
 *
 * @throws FlashError `options_invalid`
 * @example
 * ```ts
 * const flash = createFlash({ url: "https://flash.example.com", apiKey });
 * ```
 */
export const createFlash = (options: FlashOptions): Flash => flashOf(endpointOf(options), options.parquet);

export function flashOf(endpoint: Endpoint, parquet?: LoadParquetReader): Flash {
  const trpc = proceduresOf(endpoint);
  const client: Client = { trpc, endpoint, taskTypes: askTaskTypesOnce(trpc), parquet };
  return {
    trpc,
    account: endpoint.account,
    status: (options) => trpc.status.query(undefined, options),
    taskTypes: client.taskTypes,
    uploadDataset: (file, options) => beginUpload(client, file, options),
    checkDataset: async (file, options) => (await loadUploads()).checkDataset(client, file, options),
    train: async (input, options) => jobOf(client, (await train(client, input, options)).id),
    job: (jobId) => jobOf(client, jobId),
    ...nounsOf(client),
  };
}

function nounsOf(client: Client): Pick<Flash, "datasets" | "jobs" | "servers" | "models"> {
  const { trpc } = client;
  return {
    datasets: {
      delete: async (datasetId, options) => {
        await trpc.datasets.delete.mutate({ datasetId }, options);
      },
      applyFixes: (datasetId, options = {}) => applyFixes(client, datasetId, options),
      get: (datasetId, options) => trpc.datasets.get.query({ datasetId }, options),
      list: (options = {}) =>
        listing(async (cursor) => {
          const { datasets, next } = await trpc.datasets.list.query(pageInput(options, cursor), options);
          return { items: datasets, next };
        }),
    },
    jobs: {
      get: (jobId, options) => trpc.jobs.get.query({ jobId }, options),
      list: (options = {}) =>
        listing(async (cursor) => {
          const { jobs, next } = await trpc.jobs.list.query(pageInput(options, cursor), options);
          return { items: jobs, next };
        }),
    },
    servers: {
      list: async (options) => (await trpc.status.query(undefined, options)).servers,
      setDevMode: (server, devMode, options) => trpc.servers.setDevMode.mutate({ server, devMode }, options),
    },
    models: {
      download: (jobId, options) => trainedModel(client, jobId).download(options),
      list: (options = {}) =>
        listing(async (cursor) => {
          const { models, next } = await trpc.models.list.query(pageInput(options, cursor), options);
          return { items: models, next };
        }),
    },
  };
}

const pageInput = ({ pageSize }: ListOptions, cursor: string | null): { limit?: number; cursor: string | null } => ({
  cursor,
  ...(pageSize === undefined ? {} : { limit: pageSize }),
});
