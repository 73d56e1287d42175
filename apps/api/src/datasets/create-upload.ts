import type { Content } from "@flash/control-plane";
import {
  type CreateUpload,
  datasetKey,
  datasetSourceKey,
  type EpochMs,
  FlashRefusal,
  later,
  newDatasetId,
  type OwnerId,
  ownerDatasetKey,
  type StoredDataset,
  TASK_TYPES,
  type Upload,
  wireDataset,
} from "@flash/schemas";
import type { CallerContext } from "../context.ts";
import { URL_LIFE_S } from "../files.ts";

/** Random bytes in a dataset id. */
const ID_BYTES = 16;

/** @throws FlashRefusal `upload_too_large` */
export function checkUploadSize({ sizeBytes, taskType }: Pick<CreateUpload, "sizeBytes" | "taskType">): void {
  const limitBytes = TASK_TYPES[taskType].maxDatasetBytes;
  if (sizeBytes > limitBytes) throw new FlashRefusal({ code: "upload_too_large", sizeBytes, limitBytes });
}

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
    declared_sha256: declared.sha256,
    created_at: at,
    state: "uploading",
    source_etag: null,
    report: null,
  };
}

/** Counts it against the owner's quotas, keeps the declaration, then lists it, then signs the URL: nobody can upload to a dataset that is not there. */
export async function createUpload(ctx: CallerContext, declared: CreateUpload): Promise<Upload> {
  checkUploadSize(declared);
  const { owner } = ctx.caller;
  const at = await ctx.admission.dataset(owner, declared.sizeBytes);
  const dataset = declaredDataset(declared, { owner, at, random: ctx.random(ID_BYTES) });
  const { outcome } = await ctx.documents.create<StoredDataset>(datasetKey(dataset.id), dataset);
  if (outcome === "taken") throw new Error(`the new dataset id ${dataset.id} is taken: the random source is broken`);
  await ctx.documents.store.put(ownerDatasetKey(owner, at, dataset.id), "");
  const { url, headers } = await ctx.files.signPut(datasetSourceKey(dataset.id), declared, URL_LIFE_S);
  const wire = wireDataset({ ...dataset, rev: 1, write_id: "" });
  return { dataset: wire, url, headers: { ...headers }, expiresAt: later(at, URL_LIFE_S * 1_000) };
}
