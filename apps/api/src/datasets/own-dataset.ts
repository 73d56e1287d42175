import type { Doc } from "@flash/control-plane";
import { type DatasetId, datasetKey, type EpochMs, FlashRefusal, StoredDataset } from "@flash/schemas";
import type { CallerContext } from "../context.ts";
import { readable } from "../readable.ts";

export type DatasetDoc = Doc<StoredDataset>;

/**
 * A dataset of the caller's, and S3's clock. One of somebody else's is refused just as one that never was.
 *
 * @throws FlashRefusal `dataset_not_found`
 */
export async function readOwnDataset(
  ctx: CallerContext,
  id: DatasetId,
): Promise<{ readonly doc: DatasetDoc; readonly at: EpochMs }> {
  const read = await ctx.documents.read(datasetKey(id), StoredDataset);
  const doc = readable(read);
  if (doc?.value.owner !== ctx.caller.owner) throw new FlashRefusal({ code: "dataset_not_found", datasetId: id });
  return { doc, at: read.at };
}

export const ownDataset = async (ctx: CallerContext, id: DatasetId): Promise<DatasetDoc> =>
  (await readOwnDataset(ctx, id)).doc;
