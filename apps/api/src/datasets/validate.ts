import { type DatasetId, type StoredDataset, type ValidationUpdate, wireDataset } from "@flash/schemas";
import type { CallerContext } from "../context.ts";
import type { Event } from "../events.ts";
import { pause } from "../pause.ts";
import { completeUpload } from "./complete-upload.ts";
import { ownDataset } from "./own-dataset.ts";
import type { ValidationRun } from "./validation-run.ts";

const DONE = "done";
const progressId = (bytes: number): string => `bytes-${bytes}`;

/** Bytes that the client has been told of already: a bar that it shows must not run backwards. */
const bytesSeen = (lastEventId: string | null): number =>
  Number(/^bytes-(\d{1,15})$/u.exec(lastEventId ?? "")?.[1] ?? 0);

const doneEvent = (dataset: StoredDataset): Event<ValidationUpdate> => [
  DONE,
  { type: "done", dataset: wireDataset(dataset) },
];

/**
 * Progress, then the dataset with its report; at once when it has one.
 *
 * A dataset may take longer than a connection lives. Then the work goes on without its reader, and a client that comes
 * back gets the report as soon as either the old work or its own is done.
 *
 * @throws FlashRefusal `dataset_not_found`, `dataset_not_uploaded`, `upload_mismatch`
 * @throws AbortError with the signal, before the report is there.
 */
export async function* validate(
  ctx: CallerContext,
  id: DatasetId,
  lastEventId: string | null,
  signal: AbortSignal,
): AsyncGenerator<Event<ValidationUpdate>, void, unknown> {
  if (lastEventId === DONE) return;
  const dataset = await completeUpload(ctx, id);
  if (dataset.report === null) yield* follow(ctx, dataset, lastEventId, signal);
  else yield doneEvent(dataset);
}

async function* follow(
  ctx: CallerContext,
  dataset: StoredDataset,
  lastEventId: string | null,
  signal: AbortSignal,
): AsyncGenerator<Event<ValidationUpdate>, void, unknown> {
  // The function that answers queries and mutations never validates, so it does not load the validator.
  const { startValidation } = await import("./validation-run.ts");
  const run = startValidation(ctx, dataset);
  let over = false;
  try {
    for (let seen = bytesSeen(lastEventId); ;) {
      const looked = Promise.race([run.kept, pause(ctx.streams.pollMs, signal).then(() => null)]);
      const kept = (await looked) ?? (lastEventId === null ? null : await keptElsewhere(ctx, dataset.id, run));
      over = kept !== null;
      if (kept !== null) {
        yield doneEvent(kept);
        return;
      }
      const { bytes, rows } = run.progress();
      if (bytes <= seen) continue;
      seen = bytes;
      yield [progressId(bytes), { type: "progress", bytes, totalBytes: dataset.size_bytes, rows }];
    }
  } finally {
    if (!over) ctx.goOn(run.kept);
  }
}

/** The work of an earlier connection may end before this one's, which then has nothing left to do. */
async function keptElsewhere(ctx: CallerContext, id: DatasetId, run: ValidationRun): Promise<StoredDataset | null> {
  const { value } = await ownDataset(ctx, id);
  if (value.report === null) return null;
  run.stop();
  return value;
}
