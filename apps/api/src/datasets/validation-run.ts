import { type DatasetReport, FlashRefusal, type StoredDataset, TASK_TYPES } from "@flash/schemas";
import { validateDataset, zlibCodec } from "@flash/validation";
import type { CallerContext } from "../context.ts";
import { changeDataset } from "./change-dataset.ts";
import { storedSource } from "./stored-source.ts";

/** A validation under way. */
export interface ValidationRun {
  /** The dataset with the report that is kept: this run's, or another's that was faster. */
  readonly kept: Promise<StoredDataset>;
  progress(): { readonly bytes: number; readonly rows: number };
  /** Ends the reading; `kept` then rejects. */
  stop(): void;
}

/** Reads the stored bytes, which is all that counts, and keeps what validation says about them. */
export function startValidation(ctx: CallerContext, dataset: StoredDataset): ValidationRun {
  const stopping = new AbortController();
  let progress = { bytes: 0, rows: 0 };
  const kept = validateStored(ctx, dataset, stopping.signal, (now) => (progress = now));
  // Whoever started it looks at the outcome in its own time: until then a failure is not an unhandled one.
  kept.catch(() => undefined);
  return { kept, progress: () => progress, stop: () => stopping.abort() };
}

async function validateStored(
  ctx: CallerContext,
  dataset: StoredDataset,
  signal: AbortSignal,
  onProgress: (progress: { bytes: number; rows: number }) => void,
): Promise<StoredDataset> {
  const source = await storedSource(ctx, dataset, signal);
  const rules = TASK_TYPES[dataset.task_type].dataset;
  const begun = performance.now();
  const report = await validateDataset(source, rules, {
    hasher: ctx.newSha256(),
    codec: zlibCodec(ctx.zlib),
    onProgress,
    signal,
  });
  const megabytesPerSecond = dataset.size_bytes / 1_000 / Math.max(1, performance.now() - begun);
  ctx.measure({ ValidationSpeed: megabytesPerSecond }, { dataset: dataset.id, sizeBytes: dataset.size_bytes });
  checkDigest(dataset, report);
  return keepReport(ctx, dataset, report, source.etag);
}

/**
 * S3 took no other bytes than those whose digest was signed, so this is what guards against a bucket that does not check.
 *
 * @throws FlashRefusal `upload_mismatch`
 */
export function checkDigest(dataset: StoredDataset, report: DatasetReport): void {
  // An archive that was refused by its directory was not read, and needs no proof to stay refused.
  if (report.digest === null || report.digest.hex === dataset.declared_sha256) return;
  throw new FlashRefusal({
    code: "upload_mismatch",
    datasetId: dataset.id,
    declaredBytes: dataset.size_bytes,
    storedBytes: report.sizeBytes,
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
      ? { ...dataset, state: report.valid ? "valid" : "invalid", source_etag: sourceEtag, report }
      : null,
  );
