import type { DatasetReport, DatasetRules, ImageRules, TableRules, TextRules } from "@flash/schemas";
import type { ByteSource } from "./bytes/byte-source.ts";
import type { ValidationState } from "./continuation/validation-state.ts";
import type { ValidatorOptions } from "./dataset-validator.ts";
import { Sha256 } from "./digest/sha256.ts";
import { type ImageDecoder, validateImages } from "./image-dataset/validate-images.ts";
import { type LoadParquet, openRows } from "./open-rows.ts";

export interface ValidateOptions extends ValidatorOptions {
  /** Left out: Parquet is not read, and {@link ParquetNotReadable} thrown. */
  parquet?: LoadParquet | undefined;
  /** Called after each chunk and once at the end, with what has been read. */
  onProgress?: ((progress: { bytes: number; rows: number }) => void) | undefined;
  /** Decodes every image in full. Without it their structure and checksums are proved, and pixels are not. */
  decode?: ImageDecoder | undefined;
}

export interface RangeOptions extends ValidateOptions {
  parquet: LoadParquet;
  /** Where another one has stopped, with the same bytes and rules: its hash is taken, and `hasher` is not. */
  from?: ValidationState | undefined;
  /**
   * Asks to stop. Rows are left within a chunk, Parquet after a row group, archives after an image; something has always been
   * read first, so that whoever goes on again and again comes to the end.
   */
  stop?: AbortSignal | undefined;
}

/** The report that goes with the rules. */
type ReportFor<Given extends DatasetRules> = Extract<DatasetReport, { kind: Given["kind"] }>;

/** Archives are read from their end: for them a stream is not enough. */
type SourceFor<Given extends DatasetRules> = [Given] extends [TextRules | TableRules]
  ? ByteSource | AsyncIterable<Uint8Array>
  : ByteSource;

/** `stopped`: with what it takes to go on, to be written down at once; null where the hash does not say what it has seen. */
export type RangeEnd<Report> = { readonly report: Report } | { readonly stopped: ValidationState | null };

/**
 * Reads a source and reports on it. What the bytes are never makes it throw.
 *
 * @param source - Parquet is read only where it can be read anywhere.
 * @throws {@link ParquetNotReadable}, and whatever the source throws.
 */
export async function validateDataset<Given extends DatasetRules>(
  source: SourceFor<Given>,
  rules: Given,
  options: ValidateOptions = {},
): Promise<ReportFor<Given>> {
  const end = await rangeOf(source, rules, options);
  // Nobody can ask it to stop, and each kind of rules gives its own kind of report; the compiler follows neither.
  return (end as { readonly report: ReportFor<Given> }).report;
}

/** As {@link validateDataset}, from where another one has stopped, and only as far as there is time for. */
export async function validateRange<Given extends DatasetRules>(
  source: SourceFor<Given>,
  rules: Given,
  options: RangeOptions,
): Promise<RangeEnd<ReportFor<Given>>> {
  const { from } = options;
  const was = from?.of === "rows" ? from.judge.kind : from?.of;
  if (was !== undefined && was !== rules.kind)
    throw new TypeError(`a validation of ${was} does not go on as ${rules.kind}`);
  return (await rangeOf(source, rules, options)) as RangeEnd<ReportFor<Given>>;
}

type AnyOptions = ValidateOptions & Pick<Partial<RangeOptions>, "from" | "stop">;

async function rangeOf(
  source: ByteSource | AsyncIterable<Uint8Array>,
  rules: DatasetRules,
  options: AnyOptions,
): Promise<RangeEnd<DatasetReport>> {
  switch (rules.kind) {
    case "text":
    case "table":
      return validateRows(source, rules, options);
    case "images":
      // By the types of whoever asks.
      return validateArchive(source as ByteSource, rules, options);
  }
}

async function validateRows(
  source: ByteSource | AsyncIterable<Uint8Array>,
  rules: TextRules | TableRules,
  { onProgress, hasher, accelerate, parquet, from, stop }: AnyOptions,
): Promise<RangeEnd<DatasetReport>> {
  const rows = { hasher, accelerate, parquet, from: from?.of === "rows" ? from : undefined };
  const { validator, steps } = await openRows(source, rules, rows);
  for await (const _ of steps) {
    onProgress?.(validator.progress());
    if (stop?.aborted === true) return { stopped: validator.state() };
  }
  const report = validator.finish();
  onProgress?.(validator.progress());
  return { report };
}

async function validateArchive(
  source: ByteSource,
  rules: ImageRules,
  { hasher, accelerate, decode, onProgress, from, stop }: AnyOptions,
): Promise<RangeEnd<DatasetReport>> {
  const stopped = from?.of === "images" ? from : undefined;
  const hash = stopped === undefined ? (hasher ?? new Sha256()) : new Sha256(stopped.hash);
  const options = { rules, hash, accelerate, decode, onProgress, from: stopped, stop };
  return validateImages(source, options);
}
