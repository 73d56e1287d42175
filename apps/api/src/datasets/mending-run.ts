import {
  type DatasetRules,
  datasetSourceKey,
  FlashRefusal,
  type StoredDataset,
  rulesWith,
  withTolerance,
} from "@flash/schemas";
import { applyFixes, type ByteSource, type Fixing } from "@flash/validation";
import type { CallerContext } from "../context.ts";
import type { ArrivedPart } from "../files.ts";
import type { ToMend } from "./apply-fixes.ts";
import { changeDataset } from "./change-dataset.ts";
import { checkUploadSize } from "./create-upload.ts";
import { abortUpload } from "./delete-dataset.ts";
import { storedSource } from "./stored-source.ts";
import { keepLease, type KeptLease, type Reached, releaseLease } from "./validation-lease.ts";

/** Of each part but the last. One is held in memory. */
const PART_BYTES = 8 * 1024 ** 2;

/** A dataset that is being written. */
export interface MendingRun {
  readonly ended: Promise<StoredDataset>;
  progress(): Reached;
}

/** Writes the mended bytes, part by part and within the function's time. @param runId - holds the new dataset's lease. */
export function startMending(ctx: CallerContext, toMend: ToMend, dataset: StoredDataset, runId: string): MendingRun {
  const lease = keepLease(ctx, dataset, runId);
  const ended = mend(ctx, toMend, dataset, lease).catch(async (error: unknown) => {
    // What is refused would be refused again: nothing is left of it. What failed may be tried again.
    const clear =
      error instanceof FlashRefusal
        ? abortUpload(ctx, dataset.id)
        : releaseLease(ctx, dataset.id, { runId, handedOn: null });
    await clear.catch(() => undefined);
    throw error;
  });
  // Whoever started it looks at the outcome in its own time: until then a failure is not an unhandled one.
  ended.catch(() => undefined);
  return { ended, progress: lease.reached };
}

async function mend(
  ctx: CallerContext,
  toMend: ToMend,
  dataset: StoredDataset,
  lease: KeptLease,
): Promise<StoredDataset> {
  const key = datasetSourceKey(dataset.id);
  // A run that has ended in between: all bytes come at once, so these are all.
  const there = await ctx.files.head(key);
  if (there !== null) return arrived(ctx, dataset, there.sizeBytes);
  // Nobody else ends what a run had begun that has died.
  if (dataset.parts !== null) await ctx.files.abortParts(key, dataset.parts.upload_id);
  const uploadId = await ctx.files.beginParts(key, dataset.content_type);
  await changeDataset(ctx, dataset.id, (value) => ({
    ...value,
    parts: { upload_id: uploadId, part_size_bytes: PART_BYTES },
  }));
  try {
    const parts = await sendAll(ctx, { key, uploadId }, mendedBytes(ctx, toMend, lease));
    const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
    checkUploadSize(ctx, { sizeBytes, taskType: dataset.task_type });
    await ctx.admission.dataset(dataset.owner, sizeBytes);
    await ctx.files.completeParts(key, uploadId, parts);
    const kept = await arrived(ctx, dataset, sizeBytes);
    // It was counted as large as the one that it is made of.
    await ctx.admission.datasetGone(dataset.owner, dataset.size_bytes);
    return kept;
  } catch (error) {
    await ctx.files.abortParts(key, uploadId).catch(() => undefined);
    throw error;
  }
}

const arrived = (ctx: CallerContext, { id }: StoredDataset, sizeBytes: number): Promise<StoredDataset> =>
  changeDataset(ctx, id, (value) =>
    value.state === "uploading"
      ? { ...value, state: "uploaded", size_bytes: sizeBytes, parts: null, validation: null }
      : null,
  );

/** @throws FlashRefusal `dataset_not_uploaded`, `dataset_too_slow_to_fix` */
async function* mendedBytes(
  ctx: CallerContext,
  { source, fixes }: ToMend,
  { lost, onProgress }: KeptLease,
): AsyncGenerator<Uint8Array, void, unknown> {
  const bytes = await storedSource(ctx, source, lost);
  const rules = withTolerance<DatasetRules>(rulesWith(source.task_type, source.limits), source.bad_row_share);
  const readings = rules.kind === "images" ? 2 : 1;
  const fixing: Fixing = { fixes, parquet: () => import("@flash/validation/parquet") };
  for await (const chunk of applyFixes(counted(bytes, readings, onProgress), rules, fixing)) {
    if (ctx.timeLeftMs() <= ctx.streams.handOnMs) {
      throw new FlashRefusal({ code: "dataset_too_slow_to_fix", datasetId: source.id, sizeBytes: source.size_bytes });
    }
    yield chunk;
  }
}

/** @param readings - how often it is read from its first byte to its last. */
function counted(source: ByteSource, readings: number, onProgress: KeptLease["onProgress"]): ByteSource {
  let read = 0;
  return {
    sizeBytes: source.sizeBytes,
    read: (offset, length) => source.read(offset, length),
    stream: async function* (firstByte) {
      for await (const chunk of source.stream(firstByte)) {
        read += chunk.length;
        onProgress({ bytes: Math.floor(read / readings), rows: 0 });
        yield chunk;
      }
    },
  };
}

/** @throws FlashRefusal `bad_request` when nothing is left: there is no dataset without bytes. */
async function sendAll(
  ctx: CallerContext,
  { key, uploadId }: { key: string; uploadId: string },
  chunks: AsyncIterable<Uint8Array>,
): Promise<readonly ArrivedPart[]> {
  const parts: ArrivedPart[] = [];
  const part = new Uint8Array(PART_BYTES);
  let length = 0;
  const send = async (): Promise<void> => {
    const bytes = part.subarray(0, length);
    const hash = ctx.newSha256();
    hash.update(bytes);
    const declared = { partNumber: parts.length + 1, sizeBytes: length, sha256: hash.digest("hex") };
    parts.push(await ctx.files.sendPart(key, uploadId, declared, bytes));
    length = 0;
  };
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      const piece = chunk.subarray(at, at + PART_BYTES - length);
      part.set(piece, length);
      length += piece.length;
      at += piece.length;
      if (length === PART_BYTES) await send();
    }
  }
  if (length > 0) await send();
  if (parts.length > 0) return parts;
  throw new FlashRefusal({ code: "bad_request", faults: [{ path: "fixes", message: "they would leave nothing" }] });
}
