import type { TableReport, TableRules, TextReport, TextRules } from "@flash/schemas";
import type { ByteSource } from "./bytes/byte-source.ts";
import { type DatasetValidator, type RowOptions, rowValidator } from "./dataset-validator.ts";

/** A dataset of rows that is about to be read. */
export interface RowReading {
  readonly validator: DatasetValidator<TextReport | TableReport>;
  /** Reads the dataset while it is looped over, a piece at a time; at its end the validator can be asked for the report. */
  readonly steps: AsyncIterable<void>;
}

/** What reads a source from its first to its last byte. */
export type Stream = () => AsyncIterable<Uint8Array>;

const PARQUET_MAGIC = [0x50, 0x41, 0x52, 0x31] as const;

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
  if ("stream" in source && (await isParquet(source))) {
    // Whoever checks texts does not load what reads Parquet.
    const { openParquet } = await import("./parquet/open-parquet.ts");
    return openParquet(source, rules, options);
  }
  const validator = rowValidator(rules, options);
  return { validator, steps: pushed("stream" in source ? source.stream() : source, validator) };
}

async function isParquet(source: ByteSource): Promise<boolean> {
  if (source.sizeBytes < PARQUET_MAGIC.length) return false;
  const head = await source.read(0, PARQUET_MAGIC.length);
  return PARQUET_MAGIC.every((byte, at) => head[at] === byte);
}

async function* pushed(chunks: AsyncIterable<Uint8Array>, validator: DatasetValidator): AsyncGenerator<void> {
  for await (const chunk of chunks) {
    validator.push(chunk);
    yield;
  }
}
