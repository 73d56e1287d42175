import { TEXT_COLUMNS } from "@flash/schemas";
import type { TextRules } from "@flash/schemas";
import { readTextExamples } from "@flash/validation";
import type { ByteSource } from "@flash/validation";
import type { PreparedData } from "./prepared-data.ts";
import { sharedStrings } from "./shared-strings.ts";
import { writeCsv } from "./write-csv.ts";

/** Writes the rows of a text dataset that validation kept, with the columns input and label. */
export async function writeText(
  source: ByteSource,
  to: string,
  rules: TextRules,
  signal: AbortSignal,
): Promise<PreparedData> {
  const labels: string[] = [];
  const shared = sharedStrings();
  async function* rows(): AsyncGenerator<readonly string[]> {
    yield TEXT_COLUMNS;
    for await (const { input, label } of readTextExamples(source, rules, () => import("@flash/validation/parquet"))) {
      labels.push(shared(label));
      yield [input, label];
    }
  }
  await writeCsv(to, rows(), signal);
  return { labels, classes: null, split: null };
}
