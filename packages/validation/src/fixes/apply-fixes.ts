import type { DatasetFix, DatasetRules } from "@flash/schemas";
import type { ByteSource } from "../bytes/byte-source.ts";
import type { LoadParquet } from "../open-rows.ts";

export interface Fixing {
  /** As the report's problems carry them, in any order. Each does nothing to datasets of a kind that it is not for. */
  readonly fixes: readonly DatasetFix[];
  readonly parquet: LoadParquet | undefined;
}

/**
 * Makes a new dataset without the problems that the fixes are for. Nothing else about it is changed: rows of a CSV
 * file are the bytes they were, in UTF-8 and each on a line of its own. JSON Lines and Parquet become CSV with every cell in quotes; what was
 * packed is unpacked. Rows are judged by the very code that reports on them, so that what was reported is what is mended.
 *
 * @param source - the dataset as it was reported on, Parquet such that it can be read anywhere; read once, in memory bounded by one row and what it takes to compare rows.
 * @param rules - those of the report.
 * @returns the bytes of the new dataset, chunk by chunk.
 * @throws ParquetNotReadable; whatever the source throws; never because of the bytes.
 */
export async function* applyFixes(
  source: ByteSource | AsyncIterable<Uint8Array>,
  rules: DatasetRules,
  { fixes, parquet }: Fixing,
): AsyncGenerator<Uint8Array> {
  // Whoever mends texts does not load what reads archives, and the other way round.
  if (rules.kind !== "images")
    return yield* (await import("./mend-rows.ts")).mendRows(source, rules, { fixes, parquet });
  if (!("stream" in source)) throw new TypeError("the directory of an archive is at its end: a stream is not enough");
  yield* (await import("./drop-entries.ts")).dropEntries(source, { rules, fixes });
}
