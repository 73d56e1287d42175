import { type CreateUpload, DatasetId, ownerDigestKey, type StoredDataset } from "@flash/schemas";
import type { CallerContext } from "../context.ts";
import { findOwnDataset } from "./own-dataset.ts";

/**
 * The dataset of this owner whose bytes, as validation saw them, have the digest that is declared; null: none, or nobody
 * knows. One read and no listing: the index says where to look, the dataset itself says whether it is so.
 */
export async function findSameBytes(
  ctx: CallerContext,
  { taskType, sha256, sizeBytes }: Pick<CreateUpload, "taskType" | "sha256" | "sizeBytes">,
): Promise<StoredDataset | null> {
  if (sha256 === undefined) return null;
  const { found } = await ctx.documents.store.get(ownerDigestKey(ctx.caller.owner, taskType, sha256));
  const id = DatasetId.safeParse(found?.body);
  if (!id.success) return null;
  const dataset = (await findOwnDataset(ctx, id.data))?.doc.value;
  const isSame =
    dataset?.state === "valid" &&
    dataset.task_type === taskType &&
    dataset.size_bytes === sizeBytes &&
    dataset.report?.digest?.hex === sha256;
  return isSame ? dataset : null;
}

/** Before the report is kept: an index entry that is ahead of its dataset harms nobody, one that is missing is found by nobody. */
export const indexDigest = (
  ctx: CallerContext,
  { id, owner, task_type }: StoredDataset,
  sha256: string,
): Promise<void> => ctx.documents.store.put(ownerDigestKey(owner, task_type, sha256), id);

/** Leaves the entry alone when another dataset of the same bytes has taken it over. */
export async function unindexDigest(ctx: CallerContext, dataset: StoredDataset): Promise<void> {
  const digest = dataset.report?.digest ?? null;
  if (digest === null) return;
  const key = ownerDigestKey(dataset.owner, dataset.task_type, digest.hex);
  const { found } = await ctx.documents.store.get(key);
  if (found?.body === dataset.id) await ctx.documents.store.removeVersion(key, found.etag);
}
