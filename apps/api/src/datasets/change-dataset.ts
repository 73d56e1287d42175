import type { Content } from "@flash/control-plane";
import type { DatasetId, EpochMs, StoredDataset } from "@flash/schemas";
import type { CallerContext } from "../context.ts";
import { readOwnDataset } from "./own-dataset.ts";

/**
 * Changes a dataset by compare-and-swap: whoever writes in between is heard first.
 *
 * @param decide - the dataset as it shall be, by the store's time of the reading; null: as it is.
 * @returns the dataset as it is kept.
 */
export async function changeDataset(
  ctx: CallerContext,
  id: DatasetId,
  decide: (dataset: StoredDataset, at: EpochMs) => Content<StoredDataset> | null,
): Promise<StoredDataset> {
  for (;;) {
    const { doc, at } = await readOwnDataset(ctx, id);
    const changed = decide(doc.value, at);
    if (changed === null) return doc.value;
    const kept = await ctx.documents.replace(doc, changed);
    if (kept !== null) return kept.value;
  }
}
