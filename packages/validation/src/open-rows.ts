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
 * Loads what reads Parquet, `() => import("@flash/validation/parquet")`. It weighs more than all the rest, so it is not there by
 * itself: whoever has such files hands it in.
 */
export type LoadParquet = () => Promise<{ readonly openParquet: OpenParquet }>;

export type OpenParquet = (source: ByteSource, rules: TextRules | TableRules, options: RowOptions) => RowReading;

/** This is a Parquet file, and nothing was handed in that reads it. */
export class ParquetNotReadable extends Error {}

/** How rows are read, and by what. */
export interface OpenOptions extends RowOptions {
  readonly parquet: LoadParquet | undefined;
}

/**
 * Opens what has rows: Parquet by ranges where the source can be read anywhere, all else as it comes.
 *
 * @throws ParquetNotReadable; whatever the source throws, now and in the steps; never because of the bytes.
 */
export async function openRows(
  source: ByteSource | AsyncIterable<Uint8Array>,
  rules: TextRules | TableRules,
  options: OpenOptions,
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
  options: OpenOptions & { readonly from: RowsState },
): Promise<RowReading> {
  const { records, bytes } = options.from;
  if (records.from === "parquet") return readingParquet(source, rules, options);
  return pushing(bytes < source.sizeBytes ? source.stream(bytes) : noBytes(), rules, options);
}

async function readingParquet(
  source: ByteSource,
  rules: TextRules | TableRules,
  { parquet, ...options }: OpenOptions,
): Promise<RowReading> {
  if (parquet === undefined) throw new ParquetNotReadable();
  return (await parquet()).openParquet(source, rules, options);
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
