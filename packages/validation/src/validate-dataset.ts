import type { DatasetReport, DatasetRules, ImageRules, TableRules, TextRules } from "@flash/schemas";
import type { ByteSource } from "./bytes/byte-source.ts";
import type { ValidationState } from "./continuation/validation-state.ts";
import type { ValidatorOptions } from "./dataset-validator.ts";
import { Sha256 } from "./digest/sha256.ts";
import { type ImageDecoder, validateImages } from "./image-dataset/validate-images.ts";
import { openRows } from "./open-rows.ts";

export interface ValidateOptions extends ValidatorOptions {
  /** Called after each chunk and once at the end, with what has been read. */
  onProgress?: ((progress: { bytes: number; rows: number }) => void) | undefined;
  /** Ends the reading at once, even while the source keeps us waiting. */
  signal?: AbortSignal | undefined;
  /** Decodes every image in full. Without it their structure and checksums are proved, and pixels are not. */
  decode?: ImageDecoder | undefined;
}

export interface RangeOptions extends ValidateOptions {
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

/** `stopped`: with what it takes to go on, to be written down at once; null where the hash does not say what it has seen. */
export type RangeEnd<Report> = { readonly report: Report } | { readonly stopped: ValidationState | null };

/**
 * Reads a source and reports on it. What the bytes are never makes it throw.
 *
 * @param source - archives and Parquet must be read anywhere; all else may be a stream.
 * @throws the signal's reason when it is aborted, and whatever the source throws.
 */
export async function validateDataset<Given extends DatasetRules>(
  source: ByteSource | AsyncIterable<Uint8Array>,
  rules: Given,
  options: ValidateOptions = {},
): Promise<ReportFor<Given>> {
  const end = await rangeOf(source, rules, options);
  if ("stopped" in end) throw new TypeError("nobody asked it to stop");
  // Each kind of rules gives its own kind of report; the compiler does not follow that through the generic.
  return end.report as ReportFor<Given>;
}

/** As {@link validateDataset}, from where another one has stopped, and only as far as there is time for. */
export async function validateRange<Given extends DatasetRules>(
  source: ByteSource | AsyncIterable<Uint8Array>,
  rules: Given,
  options: RangeOptions,
): Promise<RangeEnd<ReportFor<Given>>> {
  const { from } = options;
  const was = from?.of === "rows" ? from.judge.kind : from?.of;
  if (was !== undefined && was !== rules.kind)
    throw new TypeError(`a validation of ${was} does not go on as ${rules.kind}`);
  return (await rangeOf(source, rules, options)) as RangeEnd<ReportFor<Given>>;
}

async function rangeOf(
  source: ByteSource | AsyncIterable<Uint8Array>,
  rules: DatasetRules,
  options: RangeOptions,
): Promise<RangeEnd<DatasetReport>> {
  switch (rules.kind) {
    case "text":
    case "table":
      return validateRows(source, rules, options);
    case "images":
      return validateArchive(source, rules, options);
  }
}

async function validateRows(
  source: ByteSource | AsyncIterable<Uint8Array>,
  rules: TextRules | TableRules,
  { signal, onProgress, hasher, accelerate, from, stop }: RangeOptions,
): Promise<RangeEnd<DatasetReport>> {
  const rows = { hasher, accelerate, from: from?.of === "rows" ? from : undefined };
  const { validator, steps } = await openRows(abortableSource(source, signal), rules, rows);
  for await (const _ of steps) {
    onProgress?.(validator.progress());
    if (stop?.aborted === true) return { stopped: validator.state() };
  }
  const report = validator.finish();
  onProgress?.(validator.progress());
  return { report };
}

async function validateArchive(
  source: ByteSource | AsyncIterable<Uint8Array>,
  rules: ImageRules,
  { hasher, accelerate, decode, signal, onProgress, from, stop }: RangeOptions,
): Promise<RangeEnd<DatasetReport>> {
  if (!("stream" in source)) throw new TypeError("an archive is read from its end: a stream is not enough");
  const stopped = from?.of === "images" ? from : undefined;
  const hash = stopped === undefined ? (hasher ?? new Sha256()) : new Sha256(stopped.hash);
  const options = { rules, hash, accelerate, decode, onProgress, from: stopped, stop };
  return validateImages(abortableSource(source, signal), options);
}

function abortableSource<Source extends ByteSource | AsyncIterable<Uint8Array>>(
  source: Source,
  signal?: AbortSignal,
): Source;
function abortableSource(
  source: ByteSource | AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): ByteSource | AsyncIterable<Uint8Array> {
  signal?.throwIfAborted();
  if (!("stream" in source)) return abortable(source, signal);
  return {
    sizeBytes: source.sizeBytes,
    read: async (offset, length) => {
      signal?.throwIfAborted();
      return source.read(offset, length);
    },
    stream: (firstByte) => abortable(source.stream(firstByte), signal),
  };
}

/** The same values, until the signal fires: a source that never answers is left alone then. */
async function* abortable<Value>(source: AsyncIterable<Value>, signal?: AbortSignal): AsyncGenerator<Value> {
  if (signal === undefined) return yield* source;
  signal.throwIfAborted();
  let reject: ((reason: unknown) => void) | undefined;
  const abort = () => reject?.(signal.reason);
  signal.addEventListener("abort", abort);
  const values = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      // One promise for each wait: racing against a promise that lives long would keep all of them.
      const result = await new Promise<IteratorResult<Value>>((resolve, refuse) => {
        reject = refuse;
        values.next().then(resolve, refuse);
      });
      signal.throwIfAborted();
      if (result.done === true) return;
      yield result.value;
    }
  } finally {
    signal.removeEventListener("abort", abort);
    // Not awaited: a generator that hangs in next() never answers return() either.
    void values.return?.().then(undefined, () => undefined);
  }
}
