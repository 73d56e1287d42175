import { readCsvFile } from "../csv-file.ts";
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
  const sha256 = await readCsvFile(path, (record) => {
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
  return { records, skipped: records - kept, sha256 };
}

function columnsOf({ fields }: CsvRecord): { input: number; label: number } {
  const names = fields.map((name) => name.trim().toLowerCase());
  const [input, label] = [names.indexOf("input"), names.indexOf("label")];
  if (input >= 0 && label >= 0) return { input, label };
  throw new TrainerFailure(
    "bad_input",
    `data.csv needs the columns input and label; its header is: ${fields.join(", ")}`,
  );
}
