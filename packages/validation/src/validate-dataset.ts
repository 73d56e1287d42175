import type { DatasetReport, DatasetRules, ImageRules, TableRules, TextRules } from "@flash/schemas";
import type { ByteSource } from "./bytes/byte-source.ts";
import type { ValidatorOptions } from "./dataset-validator.ts";
import { Sha256 } from "./digest/sha256.ts";
import type { ImageDecoder } from "./image-dataset/validate-images.ts";
import type { ZipCodec } from "./zip/codec.ts";

export interface ValidateOptions extends ValidatorOptions {
  /** Called after each chunk and once at the end, with what has been read. */
  onProgress?: ((progress: { bytes: number; rows: number }) => void) | undefined;
  /** Ends the reading at once, even while the source keeps us waiting. */
  signal?: AbortSignal | undefined;
  /** Unpacks archives; what browsers have, unless a faster one is given. */
  codec?: ZipCodec | undefined;
  /** Decodes every image in full. Without it their structure and checksums are proved, and pixels are not. */
  decode?: ImageDecoder | undefined;
}

/** The report that goes with the rules. */
type ReportFor<Given extends DatasetRules> = Extract<DatasetReport, { kind: Given["kind"] }>;

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
  // Each kind of rules gives its own kind of report; the compiler does not follow that through the generic.
  return (await reportOn(source, rules, options)) as ReportFor<Given>;
}

async function reportOn(
  source: ByteSource | AsyncIterable<Uint8Array>,
  rules: DatasetRules,
  options: ValidateOptions,
): Promise<DatasetReport> {
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
  options: ValidateOptions,
): Promise<DatasetReport> {
  const { signal, onProgress, hasher, accelerate } = options;
  // Whoever checks archives does not load what reads rows.
  const { openRows } = await import("./open-rows.ts");
  const { validator, steps } = await openRows(abortableSource(source, signal), rules, { hasher, accelerate });
  for await (const _ of steps) onProgress?.(validator.progress());
  const report = validator.finish();
  onProgress?.(validator.progress());
  return report;
}

async function validateArchive(
  source: ByteSource | AsyncIterable<Uint8Array>,
  rules: ImageRules,
  { hasher, codec, decode, signal, onProgress }: ValidateOptions,
): Promise<DatasetReport> {
  if (!("stream" in source)) throw new TypeError("the directory of an archive is at its end: a stream is not enough");
  // Whoever checks texts does not load what reads archives.
  const { validateImages } = await import("./image-dataset/validate-images.ts");
  const hash = hasher ?? new Sha256();
  return validateImages(abortableSource(source, signal), { rules, hash, codec, decode, onProgress });
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
    stream: () => abortable(source.stream(), signal),
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
