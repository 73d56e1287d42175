import type { TableReport, TableRules, TextReport, TextRules } from "@flash/schemas";
import type { ByteSource } from "./bytes/byte-source.ts";
import { beginsWith, PARQUET } from "./bytes/signature.ts";
import { noBytes } from "./bytes/no-bytes.ts";
import { peek } from "./bytes/peek.ts";
import type { RowsState } from "./continuation/validation-state.ts";
import { loadAccelerator } from "./csv/accelerator.ts";
import { type DatasetValidator, type RowOptions, rowValidator } from "./dataset-validator.ts";

/** A dataset of rows that is about to be read. */
export interface RowReading {
  readonly validator: DatasetValidator<TextReport | TableReport>;
  /** Reads the dataset while it is looped over, a piece at a time; at its end the validator can be asked for the report. */
  readonly steps: AsyncIterable<void>;
}

/**
 * Opens what has rows: Parquet by ranges where the source can be read anywhere, all else as it comes.
 *
 * @throws whatever the source throws, now and in the steps; never because of the bytes.
 */
export async function openRows(
  source: ByteSource | AsyncIterable<Uint8Array>,
  rules: TextRules | TableRules,
  options: RowOptions = {},
): Promise<RowReading> {
  if (options.accelerate !== false) await loadAccelerator();
  if (!("stream" in source)) return pushing(source, rules, options);
  const { from } = options;
  if (from !== undefined) return goingOn(source, rules, { ...options, from });
  // Looked at in the stream: some sources have to be copied before they can be read anywhere.
  const { head, chunks } = await peek(source.stream(), PARQUET.length);
  if (!beginsWith(head, PARQUET)) return pushing(chunks, rules, options);
  const { sizeBytes } = source;
  const read: ByteSource["read"] = (offset, length) => source.read(offset, length);
  return readingParquet({ sizeBytes, read, stream: () => chunks }, rules, options);
}

/** What kind of file it is is known already. */
async function goingOn(
  source: ByteSource,
  rules: TextRules | TableRules,
  options: RowOptions & { readonly from: RowsState },
): Promise<RowReading> {
  const { records, bytes } = options.from;
  if (records.from === "parquet") return readingParquet(source, rules, options);
  return pushing(bytes < source.sizeBytes ? source.stream(bytes) : noBytes(), rules, options);
}

async function readingParquet(
  source: ByteSource,
  rules: TextRules | TableRules,
  options: RowOptions,
): Promise<RowReading> {
  // Whoever checks texts does not load what reads Parquet.
  const { openParquet } = await import("./parquet/open-parquet.ts");
  return openParquet(source, rules, options);
}

function pushing(chunks: AsyncIterable<Uint8Array>, rules: TextRules | TableRules, options: RowOptions): RowReading {
  const validator = rowValidator(rules, options);
  return { validator, steps: pushed(chunks, validator) };
}

async function* pushed(chunks: AsyncIterable<Uint8Array>, validator: DatasetValidator): AsyncGenerator<void> {
  for await (const chunk of chunks) {
    validator.push(chunk);
    yield;
  }
}
