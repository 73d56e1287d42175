import { type DatasetId, type StoredDataset, type ValidationUpdate, wireDataset } from "@flash/schemas";
import type { CallerContext } from "../context.ts";
import type { Event } from "../events.ts";
import { aborted, pause } from "../pause.ts";
import { markUploaded } from "./complete-upload.ts";
import { hexOf } from "../hex.ts";
import { secondsLeft } from "./seconds-left.ts";
import { untilEnded } from "./until-ended.ts";
import { type Reached, takeLease } from "./validation-lease.ts";

/** Random bytes that tell one run from all others. */
const RUN_ID_BYTES = 16;

const DONE = "done";
const progressId = (bytes: number): string => `bytes-${bytes}`;
const continueId = (bytes: number): string => `continue-${bytes}`;

/** Bytes that the client has been told of already: a bar that it shows must not run backwards. */
const bytesSeen = (lastEventId: string | null): number =>
  Number(/^(?:bytes|continue)-(\d{1,15})$/u.exec(lastEventId ?? "")?.[1] ?? 0);

const doneEvent = (dataset: StoredDataset): Event<ValidationUpdate> => [
  DONE,
  { type: "done", dataset: wireDataset(dataset) },
];

/**
 * Progress, then the dataset with its report; at once when it has one.
 *
 * Whoever comes first validates, and everybody else follows that run. A dataset may take longer than a connection lives:
 * then the work goes on without its reader. It may take longer than a function lives too: then the run writes down where it
 * stopped, and whoever looks next goes on from there. A run that has died is taken over by whoever looks after its lease is over.
 *
 * @throws FlashRefusal `dataset_not_found`, `dataset_not_uploaded`, `upload_mismatch`, `upload_corrupt`
 * @throws AbortError with the signal, or when the function has no time left, before the report is there: clients come back.
 */
export async function* validate(
  ctx: CallerContext,
  id: DatasetId,
  lastEventId: string | null,
  signal: AbortSignal,
): AsyncGenerator<Event<ValidationUpdate>, void, unknown> {
  if (lastEventId === DONE) return;
  await markUploaded(ctx, id);
  const runId = hexOf(ctx.random(RUN_ID_BYTES));
  const tell = teller(bytesSeen(lastEventId));
  for (;;) {
    const dataset = await takeLease(ctx, id, runId);
    if (dataset.report !== null) {
      yield doneEvent(dataset);
      return;
    }
    if (dataset.validation?.run_id === runId) return yield* validateHere(ctx, dataset, { runId, tell, signal });
    yield* tell(dataset, dataset.validation ?? { bytes: 0, rows: 0 });
    await pause(ctx.streams.pollMs, signal);
  }
}

type Tell = (dataset: StoredDataset, reached: Reached) => Iterable<Event<ValidationUpdate>>;

/** Tells of progress when there is more than before. */
function teller(seenBytes: number): Tell {
  let seen = seenBytes;
  const left = secondsLeft(() => performance.now());
  return function* ({ size_bytes: totalBytes }, { bytes, rows }) {
    const estimate = left(bytes, totalBytes);
    if (bytes <= seen) return;
    seen = bytes;
    yield [progressId(bytes), { type: "progress", bytes, totalBytes, rows, secondsLeft: estimate }];
  };
}

interface Here {
  readonly runId: string;
  readonly tell: Tell;
  readonly signal: AbortSignal;
}

async function* validateHere(
  ctx: CallerContext,
  dataset: StoredDataset,
  { runId, tell, signal }: Here,
): AsyncGenerator<Event<ValidationUpdate>, void, unknown> {
  // The function that answers queries and mutations never validates, so it does not load the validator.
  const { startValidation } = await import("./validation-run.ts");
  const run = startValidation(ctx, dataset, runId);
  const end = yield* untilEnded(ctx, { ended: run.ended, tell: () => tell(dataset, run.progress()) }, signal);
  if ("kept" in end) {
    yield doneEvent(end.kept);
    return;
  }
  // A run that begins anew has nothing to tell until it is where this one was.
  const told = continueId(Math.max(end.handedOn.bytes, run.progress().bytes));
  yield [told, { type: "continue", totalBytes: dataset.size_bytes, ...end.handedOn }];
  // Not the end of the validation, but of this connection.
  throw aborted();
}
