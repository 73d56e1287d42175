import * as zlib from "node:zlib";
import {
  type DatasetReport,
  type DatasetRules,
  FlashRefusal,
  type StoredDataset,
  TASK_TYPES,
  withTolerance,
} from "@flash/schemas";
import { validateDataset, zlibCodec } from "@flash/validation";
import type { CallerContext } from "../context.ts";
import { changeDataset } from "./change-dataset.ts";
import { indexDigest } from "./same-bytes.ts";
import { storedSource } from "./stored-source.ts";
import { type Reached, releaseLease, renewLease } from "./validation-lease.ts";

/** Between two signs of life; several may be lost before the lease is over. Milliseconds. */
const RENEW_MS = 4_000;

/** A validation under way. */
export interface ValidationRun {
  /** The dataset with the report that is kept. */
  readonly kept: Promise<StoredDataset>;
  progress(): Reached;
}

/**
 * Reads the stored bytes, which is all that counts, and keeps what validation says about them.
 *
 * @param runId - holds the dataset's lease.
 */
export function startValidation(ctx: CallerContext, dataset: StoredDataset, runId: string): ValidationRun {
  const losing = new AbortController();
  let reached: Reached = { bytes: 0, rows: 0 };
  let renewedAtMs = performance.now();
  const onProgress = (now: Reached): void => {
    reached = now;
    if (performance.now() - renewedAtMs < RENEW_MS) return;
    renewedAtMs = performance.now();
    renewLease(ctx, dataset.id, { runId, ...now }).then(
      (isHeld) => void (isHeld || losing.abort(new Error(`another run has taken ${dataset.id} over`))),
      // The next sign of life may get through; without one the lease runs out.
      () => undefined,
    );
  };
  const kept = validateStored(ctx, dataset, losing.signal, onProgress).catch(async (error: unknown) => {
    await releaseLease(ctx, dataset.id, runId).catch(() => undefined);
    throw error;
  });
  // Whoever started it looks at the outcome in its own time: until then a failure is not an unhandled one.
  kept.catch(() => undefined);
  return { kept, progress: () => reached };
}

async function validateStored(
  ctx: CallerContext,
  dataset: StoredDataset,
  signal: AbortSignal,
  onProgress: (progress: Reached) => void,
): Promise<StoredDataset> {
  const source = await storedSource(ctx, dataset, signal);
  const rules = withTolerance<DatasetRules>(TASK_TYPES[dataset.task_type].dataset, dataset.bad_row_share);
  const begun = performance.now();
  const report = await validateDataset(source, rules, {
    hasher: ctx.newSha256(),
    // Node's own unpacks archives several times faster than what runs anywhere.
    codec: zlibCodec(zlib),
    onProgress,
    signal,
  });
  const megabytesPerSecond = dataset.size_bytes / 1_000 / Math.max(1, performance.now() - begun);
  ctx.measure({ ValidationSpeed: megabytesPerSecond }, { dataset: dataset.id, sizeBytes: dataset.size_bytes });
  checkDigest(dataset, report);
  if (report.valid && report.digest !== null) await indexDigest(ctx, dataset, report.digest.hex);
  return keepReport(ctx, dataset, report, source.etag);
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
  report: DatasetReport,
  sourceEtag: string,
): Promise<StoredDataset> =>
  changeDataset(ctx, id, (dataset) =>
    dataset.report === null
      ? { ...dataset, state: report.valid ? "valid" : "invalid", source_etag: sourceEtag, report, validation: null }
      : null,
  );
