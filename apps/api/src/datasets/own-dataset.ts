import type { Doc } from "@flash/control-plane";
import { type DatasetId, datasetKey, type EpochMs, FlashRefusal, StoredDataset } from "@flash/schemas";
import type { CallerContext } from "../context.ts";
import { readable } from "../readable.ts";

export type DatasetDoc = Doc<StoredDataset>;

interface OwnDataset {
  readonly doc: DatasetDoc;
  /** S3's clock at the reading. */
  readonly at: EpochMs;
}

/** A dataset of the caller's; null for one of somebody else's just as for one that never was. */
export async function findOwnDataset(ctx: CallerContext, id: DatasetId): Promise<OwnDataset | null> {
  const read = await ctx.documents.read(datasetKey(id), StoredDataset);
  const doc = readable(read);
  return doc?.value.owner === ctx.caller.owner && !doc.value.deleted ? { doc, at: read.at } : null;
}

/** As {@link findOwnDataset}. @throws FlashRefusal `dataset_not_found` */
export async function readOwnDataset(ctx: CallerContext, id: DatasetId): Promise<OwnDataset> {
  const found = await findOwnDataset(ctx, id);
  if (found === null) throw new FlashRefusal({ code: "dataset_not_found", datasetId: id });
  return found;
}

export const ownDataset = async (ctx: CallerContext, id: DatasetId): Promise<DatasetDoc> =>
  (await readOwnDataset(ctx, id)).doc;
