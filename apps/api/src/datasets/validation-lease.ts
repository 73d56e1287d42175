import type { Content } from "@flash/control-plane";
import { type DatasetId, type EpochMs, later, type StoredDataset } from "@flash/schemas";
import type { CallerContext } from "../context.ts";
import { changeDataset } from "./change-dataset.ts";

/** Longer than any piece of a dataset takes to be read and checked: who says nothing for so long has died. Milliseconds. */
const LEASE_MS = 20_000;

/** How far a run has come. */
export interface Reached {
  readonly bytes: number;
  readonly rows: number;
}

/** The dataset held by this run; null: as it is, since it has its report or another run holds it. */
export function heldBy(dataset: StoredDataset, runId: string, now: EpochMs): Content<StoredDataset> | null {
  const { report, validation } = dataset;
  const isFree = validation === null || validation.run_id === runId || validation.until <= now;
  if (report !== null || !isFree) return null;
  const reached = dataset.handed_on ?? { bytes: 0, rows: 0 };
  return { ...dataset, validation: { run_id: runId, until: later(now, LEASE_MS), ...reached } };
}

/**
 * Takes the dataset for one run, so that two callers at once validate once. By the store's clock, which all of them share.
 *
 * @returns the dataset: this run holds it if `validation.run_id` says so.
 */
export const takeLease = (ctx: CallerContext, id: DatasetId, runId: string): Promise<StoredDataset> =>
  changeDataset(ctx, id, (dataset, now) => heldBy(dataset, runId, now));

/** Says that the run is alive and how far it is. @returns false: the run has lost the dataset. */
export async function renewLease(
  ctx: CallerContext,
  id: DatasetId,
  { runId, ...reached }: Reached & { readonly runId: string },
): Promise<boolean> {
  const dataset = await changeDataset(ctx, id, (held, now) =>
    held.validation?.run_id === runId
      ? { ...held, validation: { run_id: runId, until: later(now, LEASE_MS), ...reached } }
      : null,
  );
  return dataset.validation?.run_id === runId;
}

/** Between two signs of life; several may be lost before the lease is over. Milliseconds. */
const RENEW_MS = 4_000;

/** A lease that is kept while its run gets on. */
export interface KeptLease {
  /** To be told of all progress. */
  readonly onProgress: (reached: Reached) => void;
  readonly reached: () => Reached;
  /** Raised when another run has taken the dataset over. */
  readonly lost: AbortSignal;
}

export function keepLease(ctx: CallerContext, { id, handed_on }: StoredDataset, runId: string): KeptLease {
  const losing = new AbortController();
  let reached: Reached = handed_on ?? { bytes: 0, rows: 0 };
  let renewedAtMs = performance.now();
  const onProgress = (now: Reached): void => {
    reached = now;
    if (performance.now() - renewedAtMs < RENEW_MS) return;
    renewedAtMs = performance.now();
    renewLease(ctx, id, { runId, ...now }).then(
      (isHeld) => void (isHeld || losing.abort(new Error(`another run has taken ${id} over`))),
      // The next sign of life may get through; without one the lease runs out.
      () => undefined,
    );
  };
  return { onProgress, reached: () => reached, lost: losing.signal };
}

/**
 * Lets whoever comes next begin at once.
 *
 * @param handedOn - how far this run has come, where that is written down for the next one; null: the next one begins where this one did.
 */
export async function releaseLease(
  ctx: CallerContext,
  id: DatasetId,
  { runId, handedOn }: { readonly runId: string; readonly handedOn: Reached | null },
): Promise<void> {
  await changeDataset(ctx, id, (dataset) =>
    dataset.validation?.run_id === runId
      ? { ...dataset, validation: null, handed_on: handedOn ?? dataset.handed_on }
      : null,
  );
}
