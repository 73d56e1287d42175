import type { DatasetReport, DatasetRules } from "@flash/schemas";
import type { ByteSource } from "../src/bytes/byte-source.ts";
import { readState, type ValidationState, writeState } from "../src/continuation/index.ts";
import { Sha256 } from "../src/digest/sha256.ts";
import { validateRange } from "../src/validate-dataset.ts";
import { parquet } from "./parquet.ts";

/** In chunks of one size, whatever byte it begins with. */
export function sourceOf(bytes: Uint8Array, chunkBytes: number): ByteSource {
  return {
    sizeBytes: bytes.length,
    read: async (offset, length) => bytes.slice(offset, offset + length),
    stream: async function* (firstByte = 0) {
      for (let at = firstByte; at < bytes.length; at += chunkBytes) yield bytes.slice(at, at + chunkBytes);
    },
  };
}

/** How a validation is cut into ranges. */
export interface Cut {
  readonly chunkBytes: number;
  /** Steps in each range; the last number stands for all ranges after it. */
  readonly steps: readonly number[];
}

/** The state as it comes back from where it was written. */
export function stored(state: ValidationState | null): ValidationState {
  if (state === null) throw new Error("the hash does not say what it has seen");
  const read = readState(JSON.parse(JSON.stringify(writeState(state))));
  if (read === null) throw new Error("what was written is no state");
  return read;
}

/** Validates a range at a time, each as if it were on another machine. */
export async function inRanges(
  bytes: Uint8Array,
  rules: DatasetRules,
  { chunkBytes, steps }: Cut,
): Promise<{ report: DatasetReport; ranges: number }> {
  let from: ValidationState | undefined;
  for (let ranges = 1; ; ranges++) {
    const stop = new AbortController();
    let left = steps[Math.min(ranges, steps.length) - 1] ?? 1;
    const end = await validateRange(sourceOf(bytes, chunkBytes), rules, {
      from,
      parquet,
      hasher: new Sha256(),
      // A range may be read by another machine than the one before it.
      accelerate: ranges % 2 === 1,
      stop: stop.signal,
      onProgress: () => void (--left > 0 || stop.abort()),
    });
    if ("report" in end) return { report: end.report, ranges };
    from = stored(end.stopped);
  }
}
