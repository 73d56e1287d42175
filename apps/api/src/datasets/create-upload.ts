import type { Content } from "@flash/control-plane";
import {
  type CreateUpload,
  type DatasetId,
  datasetKey,
  datasetSourceKey,
  type EpochMs,
  FlashRefusal,
  newDatasetId,
  type OwnerId,
  ownerDatasetKey,
  type StoredDataset,
  TASK_TYPES,
  type Upload,
  wireDataset,
} from "@flash/schemas";
import type { CallerContext } from "../context.ts";
import { partSizeFor } from "./part-size.ts";
import { noteCall } from "../requests/known-call.ts";
import { findOwnDataset } from "./own-dataset.ts";
import { findSameBytes } from "./same-bytes.ts";
import { resumeUpload, sendingOf } from "./sending.ts";

/** Random bytes in a dataset id. */
const ID_BYTES = 16;
/** Up to here sending all of it again costs less than keeping track of parts. */
const ONE_PUT_MAX_BYTES = 8 * 1024 ** 2;

/** @throws FlashRefusal `upload_too_large` */
export function checkUploadSize(
  { limits }: CallerContext,
  { sizeBytes, taskType }: Pick<CreateUpload, "sizeBytes" | "taskType">,
): void {
  const limitBytes = limits[taskType]?.maxDatasetBytes ?? TASK_TYPES[taskType].maxDatasetBytes;
  if (sizeBytes > limitBytes) throw new FlashRefusal({ code: "upload_too_large", sizeBytes, limitBytes });
}

/** One PUT needs the digest beforehand: it is signed. */
const fitsOnePut = ({ sizeBytes, sha256 }: CreateUpload): boolean =>
  sizeBytes <= ONE_PUT_MAX_BYTES && sha256 !== undefined;

/** A dataset of which nothing but its declaration is known. */
export function declaredDataset(
  declared: CreateUpload,
  { owner, at, random }: { readonly owner: OwnerId; readonly at: EpochMs; readonly random: Uint8Array },
): Content<StoredDataset> {
  return {
    id: newDatasetId(at, random),
    owner,
    name: declared.name,
    task_type: declared.taskType,
    content_type: declared.contentType,
    size_bytes: declared.sizeBytes,
    declared_sha256: declared.sha256 ?? null,
    parts: null,
    ...(declared.badRowShare !== undefined && { bad_row_share: declared.badRowShare }),
    derived_from: null,
    created_at: at,
    state: "uploading",
    source_etag: null,
    report: null,
    validation: null,
    handed_on: null,
    deleted: false,
  };
}

/**
 * Answers with the dataset that this owner has of the same bytes, if there is one. Else it counts a new one against the
 * owner's quotas, begins an upload, keeps the declaration, then lists it, then signs: nobody can upload to a dataset that
 * is not there. A call with an idempotency key makes one dataset, however often it comes.
 *
 * @throws FlashRefusal `upload_too_large`, `quota_exceeded`, `idempotency_key_reused`
 */
export async function createUpload(ctx: CallerContext, declared: CreateUpload): Promise<Upload> {
  checkUploadSize(ctx, declared);
  const same = await findSameBytes(ctx, declared);
  if (same !== null) return { dataset: wireDataset(same), sending: { how: "nothing" } };
  const { owner } = ctx.caller;
  const random = ctx.random(ID_BYTES);
  const call = { procedure: "datasets.createUpload", input: declared };
  // null: the call has no key.
  const id = (await noteCall(ctx, call, (time) => newDatasetId(time, random)))?.dataset ?? null;
  const earlier = id === null ? null : await goneOn(ctx, id);
  if (earlier !== null) return earlier;
  const at = await ctx.admission.dataset(owner, declared.sizeBytes);
  const fresh = declaredDataset(declared, { owner, at, random });
  const dataset = await begun(ctx, id === null ? fresh : { ...fresh, id }, declared);
  const { outcome } = await ctx.documents.create<StoredDataset>(datasetKey(dataset.id), dataset);
  if (outcome === "taken" && id === null) throw new Error(`${dataset.id} is taken: the random source is broken`);
  if (outcome === "taken") return takenBack(ctx, dataset);
  await ctx.documents.store.put(ownerDatasetKey(owner, at, dataset.id), "");
  const stored = { ...dataset, rev: 1, write_id: "" };
  return { dataset: wireDataset(stored), sending: await sendingOf(ctx, stored, at) };
}

/** What an earlier call with this key has made; null: nothing. It may have crashed before the dataset was listed. */
async function goneOn(ctx: CallerContext, id: DatasetId): Promise<Upload | null> {
  const dataset = (await findOwnDataset(ctx, id))?.doc.value;
  if (dataset === undefined) return null;
  await ctx.documents.store.put(ownerDatasetKey(dataset.owner, dataset.created_at, id), "");
  return resumeUpload(ctx, id);
}

/** The same call was sent twice at once, and the other one was faster: its dataset counts, and this one never was. */
async function takenBack(ctx: CallerContext, { id, parts, size_bytes }: Content<StoredDataset>): Promise<Upload> {
  if (parts !== null) await ctx.files.abortParts(datasetSourceKey(id), parts.upload_id);
  await ctx.admission.datasetGone(ctx.caller.owner, size_bytes);
  return resumeUpload(ctx, id);
}

/** A crash right after this leaves an upload in parts that a sweep ends. */
async function begun(
  ctx: CallerContext,
  dataset: Content<StoredDataset>,
  declared: CreateUpload,
): Promise<Content<StoredDataset>> {
  if (fitsOnePut(declared)) return dataset;
  const part_size_bytes = partSizeFor(declared.sizeBytes);
  const upload_id = await ctx.files.beginParts(datasetSourceKey(dataset.id), declared.contentType);
  return { ...dataset, parts: { upload_id, part_size_bytes } };
}
