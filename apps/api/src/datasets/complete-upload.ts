import {
  type CompleteUpload,
  type DatasetId,
  datasetSourceKey,
  FlashRefusal,
  type StoredDataset,
} from "@flash/schemas";
import type { CallerContext } from "../context.ts";
import type { ArrivedPart } from "../files.ts";
import { changeDataset } from "./change-dataset.ts";
import { ownDataset } from "./own-dataset.ts";
import { partBytes, partCount } from "./part-size.ts";

/** Part numbers in a refusal. */
const MAX_NAMED = 100;

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

/**
 * Every part that the dataset has, each with its length and its SHA-256, in order.
 *
 * @throws FlashRefusal `upload_incomplete`
 */
export function wholeUpload(
  { id, size_bytes }: Pick<StoredDataset, "id" | "size_bytes">,
  partSizeBytes: number,
  arrived: readonly ArrivedPart[],
): readonly (ArrivedPart & { sha256: string })[] {
  const byNumber = new Map(arrived.map((part) => [part.partNumber, part]));
  const numbers = Array.from({ length: partCount(size_bytes, partSizeBytes) }, (_, index) => index + 1);
  const parts = numbers.flatMap((partNumber) => {
    const part = byNumber.get(partNumber);
    const isWhole = part?.sizeBytes === partBytes(size_bytes, partSizeBytes, partNumber);
    return part !== undefined && isWhole && part.sha256 !== null ? [{ ...part, sha256: part.sha256 }] : [];
  });
  if (parts.length === numbers.length) return parts;
  const there = new Set(parts.map(({ partNumber }) => partNumber));
  const missing = numbers.filter((partNumber) => !there.has(partNumber));
  throw new FlashRefusal({
    code: "upload_incomplete",
    datasetId: id,
    missingParts: missing.length,
    parts: missing.slice(0, MAX_NAMED),
  });
}

/** @throws FlashRefusal `upload_corrupt` when the sender has other bytes than those that arrived. */
function checkComposite(
  { newSha256 }: Pick<CallerContext, "newSha256">,
  { datasetId, compositeSha256: declaredSha256 }: CompleteUpload,
  parts: readonly { sha256: string }[],
): void {
  if (declaredSha256 === undefined) return;
  const hash = newSha256();
  for (const { sha256 } of parts) hash.update(bytesOfHex(sha256));
  const storedSha256 = hash.digest("hex");
  if (storedSha256 !== declaredSha256) {
    throw new FlashRefusal({ code: "upload_corrupt", datasetId, declaredSha256, storedSha256 });
  }
}

const bytesOfHex = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16));

/** Makes one object of the parts. One that was completed or has expired meanwhile is told apart by what lies there. */
async function joinParts(ctx: CallerContext, dataset: StoredDataset, completed: CompleteUpload): Promise<void> {
  const { id, parts } = dataset;
  if (parts === null) return;
  const key = datasetSourceKey(id);
  const arrived = await ctx.files.listParts(key, parts.upload_id);
  if (arrived === null) return;
  const whole = wholeUpload(dataset, parts.part_size_bytes, arrived);
  checkComposite(ctx, completed, whole);
  await ctx.files.completeParts(key, parts.upload_id, whole);
}

/**
 * Looks whether the declared bytes have arrived, and makes one object of them if they came in parts. Once they have, this
 * changes nothing, however often it is called.
 *
 * @throws FlashRefusal `dataset_not_found`, `dataset_not_uploaded`, `upload_mismatch`, `upload_incomplete`, `upload_corrupt`
 */
export async function completeUpload(ctx: CallerContext, completed: CompleteUpload): Promise<StoredDataset> {
  const { value } = await ownDataset(ctx, completed.datasetId);
  if (value.state !== "uploading") return value;
  await joinParts(ctx, value, completed);
  return markUploaded(ctx, completed.datasetId);
}

/** Without joining any parts. @throws FlashRefusal `dataset_not_found`, `dataset_not_uploaded`, `upload_mismatch` */
export async function markUploaded(ctx: CallerContext, id: DatasetId): Promise<StoredDataset> {
  const { value } = await ownDataset(ctx, id);
  if (value.state !== "uploading") return value;
  checkArrived(value, await ctx.files.head(datasetSourceKey(id)));
  return changeDataset(ctx, id, (dataset) =>
    dataset.state === "uploading" ? { ...dataset, state: "uploaded" } : null,
  );
}
