import {
  type DatasetId,
  datasetSourceKey,
  type EpochMs,
  FlashRefusal,
  later,
  type Sending,
  type SignedParts,
  type SignParts,
  type StoredDataset,
  type Upload,
  wireDataset,
} from "@flash/schemas";
import type { CallerContext } from "../context.ts";
import { URL_LIFE_S } from "../files.ts";
import { deleteDataset } from "./delete-dataset.ts";
import { readOwnDataset } from "./own-dataset.ts";
import { partBytes, partCount } from "./part-size.ts";

const expiry = (at: EpochMs): EpochMs => later(at, URL_LIFE_S * 1_000);

/** @throws FlashRefusal `upload_not_open` */
function openParts({ id, state, parts }: StoredDataset): NonNullable<StoredDataset["parts"]> {
  if (parts === null || state !== "uploading") throw new FlashRefusal({ code: "upload_not_open", datasetId: id });
  return parts;
}

/** What is still to be sent of a dataset, by what the storage has of it. @throws FlashRefusal `upload_not_open` */
export async function sendingOf(ctx: CallerContext, dataset: StoredDataset, at: EpochMs): Promise<Sending> {
  const key = datasetSourceKey(dataset.id);
  const { size_bytes: sizeBytes, content_type: contentType, declared_sha256: sha256, parts } = dataset;
  if (dataset.state !== "uploading") return { how: "nothing" };
  if (parts === null) {
    if (sha256 === null) throw new Error(`${dataset.id} is to be sent in one piece, and its digest is not known`);
    const { url, headers } = await ctx.files.signPut(key, { sizeBytes, contentType, sha256 }, URL_LIFE_S);
    return { how: "put", url, headers: { ...headers }, expiresAt: expiry(at) };
  }
  const arrived = await ctx.files.listParts(key, parts.upload_id);
  if (arrived === null) {
    // Completed by a call whose answer was lost, or expired.
    if ((await ctx.files.head(key)) !== null) return { how: "nothing" };
    throw new FlashRefusal({ code: "upload_not_open", datasetId: dataset.id });
  }
  const partSizeBytes = parts.part_size_bytes;
  const stored = arrived.flatMap(({ partNumber, sizeBytes: bytes, sha256: digest }) =>
    digest !== null && bytes === partBytes(sizeBytes, partSizeBytes, partNumber)
      ? [{ partNumber, sha256: digest }]
      : [],
  );
  return { how: "parts", partSizeBytes, partCount: partCount(sizeBytes, partSizeBytes), stored };
}

/**
 * For whoever lost the answer of `createUpload`, its URL's time, or the whole page.
 *
 * @throws FlashRefusal `dataset_not_found`, `upload_not_open`
 */
export async function resumeUpload(ctx: CallerContext, id: DatasetId): Promise<Upload> {
  const { doc, at } = await readOwnDataset(ctx, id);
  try {
    return { dataset: wireDataset(doc.value), sending: await sendingOf(ctx, doc.value, at) };
  } catch (error) {
    // Its parts have expired, and what has come of it is gone: nobody can send the rest, so it takes nobody's place.
    const isExpired = at >= later(doc.value.created_at, ctx.clocks.maxUploadMs);
    if (error instanceof FlashRefusal && isExpired) await deleteDataset(ctx, id);
    throw error;
  }
}

/** @throws FlashRefusal `dataset_not_found`, `upload_not_open`, `bad_request` for a number that no part has. */
export async function signParts(ctx: CallerContext, { datasetId, parts }: SignParts): Promise<SignedParts> {
  const { doc, at } = await readOwnDataset(ctx, datasetId);
  const { upload_id, part_size_bytes } = openParts(doc.value);
  const signed = parts.map(async ({ partNumber, sha256 }) => {
    const sizeBytes = partBytes(doc.value.size_bytes, part_size_bytes, partNumber);
    if (sizeBytes === null) throw noSuchPart(partNumber);
    const part = { partNumber, sizeBytes, sha256 };
    const { url, headers } = await ctx.files.signPart(datasetSourceKey(datasetId), upload_id, part, URL_LIFE_S);
    return { partNumber, url, headers: { ...headers } };
  });
  return { parts: await Promise.all(signed), expiresAt: expiry(at) };
}

const noSuchPart = (partNumber: number): FlashRefusal =>
  new FlashRefusal({
    code: "bad_request",
    faults: [{ path: "parts", message: `the dataset has no part ${partNumber}` }],
  });
