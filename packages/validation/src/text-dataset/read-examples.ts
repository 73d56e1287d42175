import { DEFAULT_TEXT_RULES, TEXT_COLUMNS, type TextRules } from "@flash/schemas";
import { decode } from "../bytes/span.ts";
import { CsvSource, type SourceSink } from "../csv/csv-source.ts";
import type { Row } from "../csv/row.ts";
import { ProblemLog } from "../report/problem-log.ts";
import { columnNames, findColumns, type TextColumns } from "./columns.ts";
import { isDrop, judgeRow, newExample } from "./row-verdict.ts";

export interface TextExample {
  input: string;
  /** Without space around it. */
  label: string;
}

/**
 * The kept rows of a text dataset, in file order: of a valid dataset exactly those that its report counts as kept. Of one that is
 * not valid it yields what could be read; it never throws because of the bytes.
 */
export async function* readTextExamples(
  source: AsyncIterable<Uint8Array>,
  rules: TextRules = DEFAULT_TEXT_RULES,
): AsyncGenerator<TextExample> {
  const collector = new ExampleCollector();
  const csv = new CsvSource(TEXT_COLUMNS, rules.maxRowBytes, collector);
  for await (const chunk of source) {
    csv.push(chunk);
    for (const one of collector.take()) yield one;
    if (csv.ended) return;
  }
  csv.finish();
  for (const one of collector.take()) yield one;
}

class ExampleCollector implements SourceSink {
  #examples: TextExample[] = [];
  #header = true;
  #columns: TextColumns | undefined;
  readonly #spans = newExample();

  take(): TextExample[] {
    const taken = this.#examples;
    this.#examples = [];
    return taken;
  }

  row(row: Row): void {
    if (this.#header) {
      this.#header = false;
      this.#columns = findColumns(row, columnNames(row), new ProblemLog(0));
    } else if (this.#columns !== undefined && !isDrop(judgeRow(row, this.#columns, this.#spans))) {
      this.#examples.push({ input: decode(this.#spans.input), label: decode(this.#spans.label).trim() });
    }
  }

  /** What cannot be read is validation's to report. */
  rowTooLong(): void {}
  unreadable(): void {}
}
