import {
  type DatasetId,
  datasetKey,
  datasetSourceKey,
  datasetValidationKey,
  FlashRefusal,
  jobKey,
  jobOfOpenKey,
  OPEN_PREFIX,
  ownerDatasetKey,
  StoredDataset,
  StoredJob,
} from "@flash/schemas";
import type { CallerContext } from "../context.ts";
import { readable } from "../readable.ts";
import { changeDataset } from "./change-dataset.ts";
import { ownDataset } from "./own-dataset.ts";
import { unindexDigest } from "./same-bytes.ts";

/**
 * Takes a dataset and its bytes away. From the first write on it is there for nobody; a call that was cut off after that is
 * finished by the next one for the same id.
 *
 * @throws FlashRefusal `dataset_not_found`, `dataset_in_use`
 */
export async function deleteDataset(ctx: CallerContext, id: DatasetId): Promise<void> {
  const read = readable(await ctx.documents.read(datasetKey(id), StoredDataset));
  if (read?.value.owner !== ctx.caller.owner) throw new FlashRefusal({ code: "dataset_not_found", datasetId: id });
  if (read.value.deleted) return remove(ctx, read.value);
  const jobIds = await jobsThatNeed(ctx, id);
  if (jobIds.length > 0) throw new FlashRefusal({ code: "dataset_in_use", datasetId: id, jobIds: [...jobIds] });
  const dataset = await changeDataset(ctx, id, (value) => ({ ...value, deleted: true }));
  await remove(ctx, dataset);
  // Here alone: whoever finishes what another call began cannot know whether that one has counted.
  await ctx.admission.datasetGone(dataset.owner, dataset.size_bytes);
}

/** As {@link deleteDataset}, of a dataset whose bytes have not all come. @throws FlashRefusal `upload_not_open` */
export async function abortUpload(ctx: CallerContext, id: DatasetId): Promise<void> {
  const { value } = await ownDataset(ctx, id);
  if (value.state !== "uploading") throw new FlashRefusal({ code: "upload_not_open", datasetId: id });
  await deleteDataset(ctx, id);
}

/** The document goes last: until then it says what is still to be removed. */
async function remove(ctx: CallerContext, dataset: StoredDataset): Promise<void> {
  const { store } = ctx.documents;
  const source = datasetSourceKey(dataset.id);
  if (dataset.parts !== null) await ctx.files.abortParts(source, dataset.parts.upload_id);
  await unindexDigest(ctx, dataset);
  await store.remove(ownerDatasetKey(dataset.owner, dataset.created_at, dataset.id));
  await store.remove(source);
  await store.remove(datasetValidationKey(dataset.id));
  await store.remove(datasetKey(dataset.id));
}

/** Of all jobs that are not over. One that is submitted at this very moment is not seen, and fails for want of its dataset. */
async function jobsThatNeed(ctx: CallerContext, id: DatasetId): Promise<readonly string[]> {
  const { objects } = await ctx.documents.store.list(OPEN_PREFIX);
  const open = objects.map(({ key }) => jobOfOpenKey(key)).filter((jobId) => jobId !== null);
  const jobs = await Promise.all(
    open.map(async (jobId) => readable(await ctx.documents.read(jobKey(jobId), StoredJob))?.value),
  );
  return jobs.filter((job) => job?.dataset.id === id && job.outcome === null).map((job) => job?.id ?? "");
}
