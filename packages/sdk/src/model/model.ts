import type { ModelDownload } from "@flash/schemas";
import type { CallOptions } from "../call-options.ts";
import type { Client } from "../client.ts";
import { flashError, isFlashError } from "../error/flash-error.ts";
import { fetchArtifact } from "./fetch-artifact.ts";

/**
 * What a job has trained.
 *
 * @example
 * ```ts
 * const trained: TrainedModel = job.model;
 * const { artifacts } = await trained.download();
 * ```
 */
export interface TrainedModel {
  /** Every artifact with a URL that works for some minutes. */
  download(options?: CallOptions): Promise<ModelDownload>;
  /**
   * The bytes of one artifact, whose SHA-256 has been compared.
   *
   * @param path - as `download` lists it, for example `model.onnx`.
   * @example
   * ```ts
   * const onnx = await job.model.downloadArtifact("model.onnx");
   * ```
   */
  downloadArtifact(path: string, options?: CallOptions): Promise<Uint8Array<ArrayBuffer>>;
}

export function trainedModel({ trpc, endpoint }: Client, jobId: string): TrainedModel {
  const download: TrainedModel["download"] = (options) => trpc.models.download.query({ jobId }, options);

  async function downloadOnce(path: string, options: CallOptions): Promise<Uint8Array<ArrayBuffer>> {
    const { artifacts } = await download(options);
    const artifact = artifacts.find((one) => one.path === path);
    if (artifact !== undefined) return fetchArtifact(endpoint, artifact, options.signal);
    throw flashError({ code: "artifact_not_found", jobId, path, paths: artifacts.map((one) => one.path) });
  }

  return {
    download,
    downloadArtifact: (path, options = {}) =>
      downloadOnce(path, options).catch((error: unknown) => {
        // A URL can die between being signed and being used; a second refusal has another reason.
        if (isFlashError(error) && error.code === "download_refused") return downloadOnce(path, options);
        throw error;
      }),
  };
}
