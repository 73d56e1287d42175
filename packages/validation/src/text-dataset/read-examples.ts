import { DEFAULT_TEXT_RULES, TEXT_COLUMNS, type TextRules } from "@flash/schemas";
import { decode } from "../bytes/span.ts";
import type { Row } from "../csv/row.ts";
import { ProblemLog } from "../report/problem-log.ts";
import { LabelBook } from "../rows/label-book.ts";
import { RecordSource } from "../rows/record-source.ts";
import type { RecordSink } from "../rows/records.ts";
import { findColumns, type TextColumns } from "./columns.ts";
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
  const collector = new ExampleCollector(rules);
  const records = new RecordSource({ ...rules, wantedColumns: TEXT_COLUMNS, log: new ProblemLog(0) }, collector);
  for await (const chunk of source) {
    records.push(chunk);
    for (const one of collector.take()) yield one;
    if (records.ended) return;
  }
  records.finish();
  for (const one of collector.take()) yield one;
}

/** Keeps what validation keeps. What cannot be read is validation's to report. */
class ExampleCollector implements RecordSink {
  readonly #rules: TextRules;
  readonly #labels: LabelBook;
  #examples: TextExample[] = [];
  #columns: TextColumns | undefined;
  readonly #spans = newExample();

  constructor(rules: TextRules) {
    this.#rules = rules;
    this.#labels = new LabelBook(rules);
  }

  take(): TextExample[] {
    const taken = this.#examples;
    this.#examples = [];
    return taken;
  }

  header(row: Row, names: readonly string[]): void {
    this.#columns = findColumns(row, names, new ProblemLog(0));
  }

  record(row: Row): void {
    if (this.#columns === undefined) return;
    const { input, label } = this.#spans;
    if (isDrop(judgeRow(row, this.#columns, this.#spans, this.#rules.badRowShare > 0))) return;
    const { verdict } = this.#labels.look(label);
    const name = typeof verdict === "number" ? this.#labels.classes[verdict] : undefined;
    if (name !== undefined) this.#examples.push({ input: decode(input), label: name });
  }
}
