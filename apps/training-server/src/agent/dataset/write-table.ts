import type { TableRules } from "@flash/schemas";
import { readTableRows } from "@flash/validation";
import type { ByteSource } from "@flash/validation";
import type { PreparedData } from "./prepared-data.ts";
import { sharedStrings } from "./shared-strings.ts";
import { writeCsv } from "./write-csv.ts";

/** Writes the rows of a table that validation kept, with all of its columns; an empty cell is a missing value. */
export async function writeTable(
  source: ByteSource,
  to: string,
  rules: TableRules,
  signal: AbortSignal,
): Promise<PreparedData> {
  const labels: string[] = [];
  const shared = sharedStrings();
  async function* rows(): AsyncGenerator<readonly string[]> {
    let target: number | null = null;
    for await (const cells of readTableRows(source, rules, () => import("@flash/validation/parquet"))) {
      if (target === null) target = cells.indexOf(rules.targetColumn);
      else labels.push(rules.target === "number" ? "" : shared(cells[target] ?? ""));
      yield cells;
    }
  }
  await writeCsv(to, rows(), signal);
  return { labels, classes: rules.target === "number" ? [] : null, split: null };
}
