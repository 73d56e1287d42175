import {
  type ApplyFixes,
  type DatasetFix,
  datasetKey,
  type DatasetReport,
  FlashRefusal,
  type FixUpdate,
  newDatasetId,
  ownerDatasetKey,
  type StoredDataset,
  wireDataset,
} from "@flash/schemas";
import type { CallerContext } from "../context.ts";
import type { Event } from "../events.ts";
import { pause } from "../pause.ts";
import { declaredDataset } from "./create-upload.ts";
import { fixesOfReport } from "./fixes-of-report.ts";
import { hexOf } from "../hex.ts";
import { findOwnDataset, ownDataset } from "./own-dataset.ts";
import { untilEnded } from "./until-ended.ts";
import { takeLease } from "./validation-lease.ts";

const DONE = "done";
const RUN_ID_BYTES = 16;
const encoder = new TextEncoder();

/** A dataset that can be mended, and how. */
export interface ToMend {
  readonly source: StoredDataset & { readonly report: DatasetReport };
  readonly fixes: readonly DatasetFix[];
}

/**
 * Progress, then the new dataset, which is still to be validated; at once when it is there already. Whoever comes first writes it,
 * and everybody else follows that run, as with a validation.
 *
 * @throws FlashRefusal as `datasets.applyFixes` says.
 * @throws AbortError with the signal, before the new dataset is there: clients come back.
 */
export async function* applyFixes(
  ctx: CallerContext,
  { datasetId, fixes: asked }: ApplyFixes,
  lastEventId: string | null,
  signal: AbortSignal,
): AsyncGenerator<Event<FixUpdate>, void, unknown> {
  if (lastEventId === DONE) return;
  const toMend = await whatToMend(ctx, datasetId, asked);
  const id = await declared(ctx, toMend);
  const runId = hexOf(ctx.random(RUN_ID_BYTES));
  const totalBytes = toMend.source.size_bytes;
  let seen = -1;
  const tell = function* (bytes: number): Generator<Event<FixUpdate>> {
    if (bytes <= seen) return;
    seen = bytes;
    yield [`bytes-${bytes}`, { type: "progress", bytes, totalBytes }];
  };
  for (;;) {
    const dataset = await takeLease(ctx, id, runId);
    if (dataset.state !== "uploading") {
      yield [DONE, { type: "done", dataset: wireDataset(dataset) }];
      return;
    }
    if (dataset.validation?.run_id === runId) {
      // The function that answers queries and mutations never mends, so it does not load what does.
      const { startMending } = await import("./mending-run.ts");
      const run = startMending(ctx, toMend, dataset, runId);
      const ended = yield* untilEnded(ctx, { ended: run.ended, tell: () => tell(run.progress().bytes) }, signal);
      yield [DONE, { type: "done", dataset: wireDataset(ended) }];
      return;
    }
    yield* tell(dataset.validation?.bytes ?? 0);
    await pause(ctx.streams.pollMs, signal);
  }
}

async function whatToMend(
  ctx: CallerContext,
  id: StoredDataset["id"],
  asked: readonly DatasetFix[] | undefined,
): Promise<ToMend> {
  const { value } = await ownDataset(ctx, id);
  const { report } = value;
  if (report === null) throw new FlashRefusal({ code: "dataset_not_validated", datasetId: id });
  return { source: { ...value, report }, fixes: fixesOfReport(report, asked) };
}

/**
 * Counts and lists the new dataset before a byte of it is written, unless it is there. Its id says of what it is made: who asks again
 * gets the same one.
 */
async function declared(ctx: CallerContext, { source, fixes }: ToMend): Promise<StoredDataset["id"]> {
  const { owner } = ctx.caller;
  const digest = ctx.newSha256();
  digest.update(encoder.encode(JSON.stringify([source.id, source.source_etag, fixes])));
  const id = newDatasetId(source.created_at, encoder.encode(digest.digest("hex")).subarray(0, 16));
  if ((await findOwnDataset(ctx, id)) !== null) return id;
  const at = await ctx.admission.dataset(owner, source.size_bytes);
  const { name, task_type: taskType, content_type: contentType, size_bytes: sizeBytes, bad_row_share } = source;
  const upload = { name, taskType, contentType, sizeBytes, badRowShare: bad_row_share };
  const dataset = {
    ...declaredDataset(upload, { owner, at, random: ctx.random(RUN_ID_BYTES) }),
    id,
    derived_from: { dataset_id: source.id, fixes: [...fixes] },
  };
  const { outcome } = await ctx.documents.create<StoredDataset>(datasetKey(id), dataset);
  // Two at the same moment: the other one has counted it.
  if (outcome === "taken") await ctx.admission.datasetGone(owner, source.size_bytes);
  else await ctx.documents.store.put(ownerDatasetKey(owner, at, id), "");
  return id;
}
