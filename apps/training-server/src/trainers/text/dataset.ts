import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { CsvError, csvReader } from "../csv-records.ts";
import type { CsvRecord } from "../csv-records.ts";
import { TrainerFailure } from "../failure.ts";

/** A record that can be trained on or validated with. */
export interface TextRow {
  /** From 0, after the header; a record that is not kept has its number too. */
  readonly record: number;
  readonly input: string;
  readonly label: string;
}

export interface TextRows {
  readonly records: number;
  /** Records whose input or label is blank or missing. */
  readonly skipped: number;
  /** Of the file's bytes, in hexadecimal. */
  readonly sha256: string;
}

/**
 * Streams data.csv: only one record is held at a time. Which columns there are is in the header; others than `input` and
 * `label` are ignored. Labels are trimmed, inputs are not.
 *
 * @throws TrainerFailure `bad_input`
 */
export async function readTextRows(path: string, onRow: (row: TextRow) => void): Promise<TextRows> {
  let columns: { input: number; label: number } | undefined;
  let records = 0;
  let kept = 0;
  const reader = csvReader((record) => {
    if (columns === undefined) {
      columns = columnsOf(record);
      return;
    }
    const input = record.fields[columns.input] ?? "";
    const label = (record.fields[columns.label] ?? "").trim();
    if (input.trim() !== "" && label !== "") {
      onRow({ record: records, input, label });
      kept += 1;
    }
    records += 1;
  });
  const hash = createHash("sha256");
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  try {
    for await (const chunk of chunksOf(path)) {
      hash.update(chunk);
      reader.push(decoder.decode(chunk, { stream: true }));
    }
    reader.push(decoder.decode());
    reader.end();
  } catch (error) {
    throw asFailure(error);
  }
  if (columns === undefined)
    throw new TrainerFailure("bad_input", "data.csv is empty: it needs a header line and rows");
  return { records, skipped: records - kept, sha256: hash.digest("hex") };
}

/** Node types the chunks of a stream as any: without an encoding they are bytes. */
const chunksOf = (path: string): AsyncIterable<Uint8Array> => createReadStream(path);

function columnsOf({ fields }: CsvRecord): { input: number; label: number } {
  const names = fields.map((name) => name.trim().toLowerCase());
  const [input, label] = [names.indexOf("input"), names.indexOf("label")];
  if (input >= 0 && label >= 0) return { input, label };
  throw new TrainerFailure(
    "bad_input",
    `data.csv needs the columns input and label; its header is: ${fields.join(", ")}`,
  );
}

function asFailure(error: unknown): unknown {
  if (error instanceof CsvError) return new TrainerFailure("bad_input", error.message, { cause: error });
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "ENOENT":
      return new TrainerFailure("bad_input", "data.csv is missing from the data folder", { cause: error });
    case "ERR_ENCODING_INVALID_ENCODED_DATA":
      return new TrainerFailure("bad_input", "data.csv is not valid UTF-8: save it as UTF-8", { cause: error });
    default:
      return error;
  }
}
