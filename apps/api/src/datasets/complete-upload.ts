import { type DatasetId, datasetSourceKey, FlashRefusal, type StoredDataset } from "@flash/schemas";
import type { CallerContext } from "../context.ts";
import { changeDataset } from "./change-dataset.ts";
import { ownDataset } from "./own-dataset.ts";

/** @throws FlashRefusal `dataset_not_uploaded`, `upload_mismatch` */
export function checkArrived(dataset: StoredDataset, source: { readonly sizeBytes: number } | null): void {
  if (source === null) throw new FlashRefusal({ code: "dataset_not_uploaded", datasetId: dataset.id });
  if (source.sizeBytes !== dataset.size_bytes) {
    throw new FlashRefusal({
      code: "upload_mismatch",
      datasetId: dataset.id,
      declaredBytes: dataset.size_bytes,
      storedBytes: source.sizeBytes,
    });
  }
}

/** Looks whether the declared bytes have arrived. Once they have, this changes nothing, however often it is called. */
export async function completeUpload(ctx: CallerContext, id: DatasetId): Promise<StoredDataset> {
  const { value } = await ownDataset(ctx, id);
  if (value.state !== "uploading") return value;
  checkArrived(value, await ctx.files.head(datasetSourceKey(id)));
  return changeDataset(ctx, id, (dataset) =>
    dataset.state === "uploading" ? { ...dataset, state: "uploaded" } : null,
  );
}
