import type { DatasetReport, DatasetRules } from "@flash/schemas";
import { createValidator, type ValidatorOptions } from "./dataset-validator.ts";

export interface ValidateOptions extends ValidatorOptions {
  /** Called after each chunk and once at the end, with what has been read. */
  onProgress?: ((progress: { bytes: number; rows: number }) => void) | undefined;
  /** Ends the reading at once, even while the source keeps us waiting. */
  signal?: AbortSignal | undefined;
}

/**
 * Reads a source to its end and reports on it. What the bytes are never makes it throw.
 *
 * @throws the signal's reason when it is aborted, and whatever the source throws.
 */
export async function validateDataset(
  source: AsyncIterable<Uint8Array>,
  rules: DatasetRules,
  options: ValidateOptions = {},
): Promise<DatasetReport> {
  const validator = createValidator(rules, options);
  for await (const chunk of abortable(source, options.signal)) {
    validator.push(chunk);
    options.onProgress?.(validator.progress());
  }
  const report = validator.finish();
  options.onProgress?.(validator.progress());
  return report;
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
