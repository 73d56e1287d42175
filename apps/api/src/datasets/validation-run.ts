import {
  type DatasetReport,
  datasetTerms,
  FlashRefusal,
  type StoredDataset,
  storedDatasetLimits,
  type StoredDatasetLimits,
  withTolerance,
} from "@flash/schemas";
import { abortableSource, type IncrementalHash, Sha256, validateRange } from "@flash/validation";
import type { CallerContext } from "../context.ts";
import { changeDataset } from "./change-dataset.ts";
import { forget, takeUp, type Validated, writeDown } from "./hand-on.ts";
import { indexDigest } from "./same-bytes.ts";
import { type StoredSource, storedSource } from "./stored-source.ts";
import { keepLease, type Reached, releaseLease, renewLease } from "./validation-lease.ts";

/** Slower than any run was seen to be: what fits into a run at this speed is not expected to be handed on. Bytes. */
const LEAST_PER_MS = 5_000;

/** How a run ends: with the report that is kept, or out of time. */
export type RunEnd =
  | { readonly kept: StoredDataset }
  /** Written down, for whoever comes next. */
  | { readonly handedOn: Reached };

/** A validation under way. */
export interface ValidationRun {
  readonly ended: Promise<RunEnd>;
  progress(): Reached;
}

/**
 * Reads the stored bytes, which is all that counts, and keeps what validation says about them; from where an earlier run has
 * stopped, and as far as the function's time allows.
 *
 * @param runId - holds the dataset's lease.
 */
export function startValidation(ctx: CallerContext, dataset: StoredDataset, runId: string): ValidationRun {
  const lease = keepLease(ctx, dataset, runId);
  const run = { runId, signal: lease.lost, onProgress: lease.onProgress };
  const ended = validateStored(ctx, dataset, run).catch(async (error: unknown) => {
    await releaseLease(ctx, dataset.id, { runId, handedOn: null }).catch(() => undefined);
    throw error;
  });
  // Whoever started it looks at the outcome in its own time: until then a failure is not an unhandled one.
  ended.catch(() => undefined);
  return { ended, progress: lease.reached };
}

interface Run {
  readonly runId: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Reached) => void;
}

async function validateStored(ctx: CallerContext, dataset: StoredDataset, run: Run): Promise<RunEnd> {
  const source = await storedSource(ctx, dataset, run.signal);
  const limits = ctx.limits[dataset.task_type];
  const rules = withTolerance(datasetTerms(dataset.task_type, limits).rules, dataset.bad_row_share);
  const validated: Validated = { etag: source.etag, rules };
  const from = (await takeUp(ctx, dataset, validated)) ?? undefined;
  const msLeft = Math.max(0, ctx.timeLeftMs() - ctx.streams.handOnMs);
  const begun = performance.now();
  const end = await validateRange(abortableSource(source, run.signal), rules, {
    from,
    parquet: () => import("@flash/validation/parquet"),
    stop: msLeft === 0 ? AbortSignal.abort() : AbortSignal.timeout(msLeft),
    hasher: hashFor(ctx, dataset, msLeft),
    onProgress: run.onProgress,
  });
  const stoppedAt = "report" in end ? dataset.size_bytes : (end.stopped?.bytes ?? 0);
  const megabytesPerSecond = (stoppedAt - (from?.bytes ?? 0)) / 1_000 / Math.max(1, performance.now() - begun);
  ctx.measure(
    { ValidationSpeed: megabytesPerSecond },
    { event: "validated", dataset: dataset.id, sizeBytes: dataset.size_bytes },
  );
  if ("report" in end)
    return {
      kept: await keep(ctx, dataset, { source, report: end.report, limits: storedDatasetLimits(limits ?? {}) }),
    };
  return { handedOn: await handOn(ctx, dataset, { runId: run.runId, validated, state: end.stopped }) };
}

/**
 * Ours says what it has seen, so that another run can go on with it; Node's is several times faster, and is taken where one run is
 * expected to be enough. Where that turns out to be wrong, the next one begins anew, with ours.
 */
function hashFor(ctx: CallerContext, { size_bytes, handed_on }: StoredDataset, msLeft: number): IncrementalHash {
  return handed_on === null && size_bytes <= msLeft * LEAST_PER_MS ? ctx.newSha256() : new Sha256();
}

async function handOn(
  ctx: CallerContext,
  dataset: StoredDataset,
  { runId, validated, state }: { runId: string; validated: Validated; state: Parameters<typeof writeDown>[3] },
): Promise<Reached> {
  const reached: Reached = { bytes: state?.bytes ?? 0, rows: state?.rows ?? 0 };
  const isHeld = await renewLease(ctx, dataset.id, { runId, ...reached });
  // Whoever has taken it over goes on by itself.
  if (!isHeld) return reached;
  await writeDown(ctx, dataset, validated, state);
  await releaseLease(ctx, dataset.id, { runId, handedOn: reached });
  return reached;
}

async function keep(
  ctx: CallerContext,
  dataset: StoredDataset,
  { source, report, limits }: { source: StoredSource; report: DatasetReport; limits: StoredDatasetLimits | undefined },
): Promise<StoredDataset> {
  checkDigest(dataset, report);
  if (report.valid && report.digest !== null) await indexDigest(ctx, dataset, report.digest.hex);
  const kept = await keepReport(ctx, dataset, { report, limits, source_etag: source.etag });
  if (dataset.handed_on !== null) await forget(ctx, dataset);
  return kept;
}

/**
 * S3 took no other bytes than those whose digest was signed, so this is what guards against a bucket that does not check.
 *
 * @throws FlashRefusal `upload_corrupt`
 */
export function checkDigest(dataset: StoredDataset, report: DatasetReport): void {
  if (dataset.declared_sha256 === null) return;
  // An archive that was refused by its directory was not read, and needs no proof to stay refused.
  if (report.digest === null || report.digest.hex === dataset.declared_sha256) return;
  throw new FlashRefusal({
    code: "upload_corrupt",
    datasetId: dataset.id,
    declaredSha256: dataset.declared_sha256,
    storedSha256: report.digest.hex,
  });
}

/** The first report stays: two validations of the same bytes say the same, and nobody is told two things. */
const keepReport = (
  ctx: CallerContext,
  { id }: StoredDataset,
  found: {
    readonly report: DatasetReport;
    readonly limits: StoredDatasetLimits | undefined;
    readonly source_etag: string;
  },
): Promise<StoredDataset> =>
  changeDataset(ctx, id, (dataset) =>
    dataset.report === null
      ? {
          ...dataset,
          ...found,
          state: found.report.valid ? "valid" : "invalid",
          validation: null,
          handed_on: null,
        }
      : null,
  );
