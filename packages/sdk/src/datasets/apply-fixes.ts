import type { DatasetFix, DatasetId } from "@flash/schemas";
import type { CallOptions } from "../call-options.ts";
import type { Client } from "../client.ts";
import { endedEarly } from "../error/flash-error.ts";
import type { ValidDataset } from "../upload/dataset-upload.ts";
import { validated, validDataset } from "../upload/validate-stored.ts";

/**
 * How far the mending is. Each stage goes through all bytes: of the old dataset, then of the new one.
 *
 * @example
 * ```ts
 * const told = ({ stage, bytes }: FixProgress): string => `${stage}: ${bytes} bytes`;
 * ```
 */
export interface FixProgress {
  readonly stage: "fixing" | "validating";
  readonly bytes: number;
  /** null: not known yet. */
  readonly totalBytes: number | null;
}

/**
 * What `applyFixes` takes.
 *
 * @example
 * ```ts
 * const options: FixOptions = { onProgress: ({ stage }) => show(stage) };
 * const mended = await flash.datasets.applyFixes(datasetId, options);
 * ```
 */
export interface FixOptions extends CallOptions {
  /** Some of those that the report's problems carry; left out: all of them. Apply them together: each changes what others find. */
  readonly fixes?: readonly DatasetFix[] | undefined;
  readonly onProgress?: ((progress: FixProgress) => void) | undefined;
}

/** See `Flash.datasets.applyFixes`. */
export async function applyFixes(client: Client, datasetId: string, options: FixOptions): Promise<ValidDataset> {
  const { onProgress, signal } = options;
  const id = await mended(client, datasetId, options);
  const reading = {
    signal,
    onProgress: ({ bytes }: { bytes: number }) => onProgress?.({ stage: "validating", bytes, totalBytes: null }),
  };
  return validDataset(await validated(client, id, reading));
}

async function mended(
  { trpc }: Client,
  datasetId: string,
  { fixes, onProgress, signal }: FixOptions,
): Promise<DatasetId> {
  const input = { datasetId, ...(fixes !== undefined && { fixes: [...fixes] }) };
  for await (const { data } of trpc.datasets.applyFixes.subscribe(input, { signal })) {
    if (data.type === "done") return data.dataset.id;
    onProgress?.({ stage: "fixing", bytes: data.bytes, totalBytes: data.totalBytes });
  }
  throw endedEarly(`the mending of ${datasetId}`);
}
