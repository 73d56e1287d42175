import { TEXT_COLUMNS } from "@flash/schemas";
import type { ClassFacts, TextReport, DroppedRows, ProblemPlace, TextRules } from "@flash/schemas";
import { Fingerprint } from "../bytes/fingerprint.ts";
import type { ByteWindow } from "../csv/byte-window.ts";
import { CsvSource, type SourceSink } from "../csv/csv-source.ts";
import { type Row, UNCLOSED } from "../csv/row.ts";
import type { DatasetValidator } from "../dataset-validator.ts";
import type { IncrementalHash } from "../digest/incremental-hash.ts";
import type { Sniffed } from "../encoding/sniff.ts";
import { countCharacters } from "../encoding/utf8-checker.ts";
import { ProblemLog } from "../report/problem-log.ts";
import { columnNames, findColumns, shownNames, type TextColumns } from "./columns.ts";
import { judgeDataset } from "./dataset-verdict.ts";
import { LabelBook } from "./label-book.ts";
import { RowChecks } from "./row-checks.ts";
import { Repetitions } from "./repetitions.ts";
import { type Example, findingOf, isDrop, judgeRow, newExample, type RowVerdict } from "./row-verdict.ts";
import { TextFacts } from "./text-facts.ts";

const LISTED_CLASSES = 1_000;

/** Validates one text dataset: the rows that the source finds are checked, judged and counted one by one. */
export class TextValidator implements DatasetValidator<TextReport>, SourceSink {
  readonly #rules: TextRules;
  readonly #hash: IncrementalHash;
  readonly #log: ProblemLog;
  readonly #source: CsvSource;
  readonly #checks: RowChecks;
  readonly #labels: LabelBook;
  readonly #facts = new TextFacts();
  readonly #fingerprint = new Fingerprint();
  readonly #repetitions: Repetitions;
  readonly #dropped: DroppedRows = {
    missingColumn: 0,
    unclosedQuote: 0,
    tooFewCells: 0,
    tooManyCells: 0,
    emptyInput: 0,
    emptyLabel: 0,
    labelTooLong: 0,
    tooManyClasses: 0,
  };
  readonly #example: Example = newExample();
  #columns: TextColumns | undefined;
  /** Undefined until the header has been read. */
  #names: readonly string[] | undefined;
  #rows = 0;
  #bytes = 0;
  #report: TextReport | undefined;

  constructor(rules: TextRules, hash: IncrementalHash) {
    this.#rules = rules;
    this.#hash = hash;
    this.#log = new ProblemLog(rules.placesPerProblem);
    this.#source = new CsvSource(TEXT_COLUMNS, rules.maxRowBytes, this);
    this.#checks = new RowChecks(this.#log, () => this.#source.bomBytes);
    this.#labels = new LabelBook(rules);
    this.#repetitions = new Repetitions((code, place) =>
      this.#log.add({ code, details: { atLeast: false } }, () => place),
    );
  }

  push(chunk: Uint8Array): void {
    if (this.#report !== undefined) throw new TypeError("push() after finish()");
    this.#bytes += chunk.length;
    this.#hash.update(chunk);
    this.#source.push(chunk);
  }

  progress(): { bytes: number; rows: number } {
    return { bytes: this.#bytes, rows: this.#rows };
  }

  finish(): TextReport {
    this.#report ??= this.#conclude();
    return this.#report;
  }

  unreadable(sniffed: Exclude<Sniffed, { kind: "text" }>): void {
    if (sniffed.kind === "binary") this.#log.add({ code: "not_text", details: { found: sniffed.found } });
    else this.#log.add({ code: "utf16_encoding", details: { encoding: sniffed.kind } });
  }

  rowTooLong(row: Row, insideQuotes: boolean): void {
    const line = insideQuotes ? row.quoteLine : row.line;
    const place = () => ({ ...this.#checks.placeOf(row), line });
    this.#log.add({ code: "row_too_long", details: { limitBytes: this.#rules.maxRowBytes, insideQuotes } }, place);
  }

  row(row: Row, window: ByteWindow): void {
    if (this.#names === undefined) return this.#readHeader(row, window);
    this.#rows++;
    const plain = this.#checks.check(row, window);
    const columns = this.#columns;
    if (columns === undefined) {
      this.#dropped.missingColumn++;
      return;
    }
    const verdict = judgeRow(row, columns, this.#example);
    if (verdict !== "kept") this.#log.add(findingOf(verdict, columns.count), () => this.#placeOf(row, verdict));
    if (isDrop(verdict)) this.#dropped[verdict]++;
    else this.#take(row, plain);
  }

  #readHeader(row: Row, window: ByteWindow): void {
    const names = columnNames(row);
    this.#names = names;
    this.#checks.columns = names;
    this.#columns = findColumns(row, names, this.#log);
    this.#checks.check(row, window);
    if ((row.marks & UNCLOSED) !== 0) {
      this.#log.add(findingOf("unclosedQuote", row.count), () => this.#placeOf(row, "unclosedQuote"));
    }
  }

  /** The row is complete: what remains to be seen is whether its label makes a class. */
  #take(row: Row, plain: boolean): void {
    const { input, label } = this.#example;
    const { verdict, trimmed } = this.#labels.look(label);
    if (typeof verdict === "string") return this.#dropForLabel(row, verdict);
    if (trimmed) this.#log.add({ code: "label_trimmed", details: {} }, () => this.#checks.placeOf(row, "label"));
    const characters = plain ? input.end - input.start : countCharacters(input);
    this.#facts.keep(input, characters, verdict);
    this.#fingerprint.of(input);
    this.#repetitions.add(this.#fingerprint, verdict, row);
    if (characters > this.#rules.longInputCharacters) this.#reportLongInput(row);
  }

  #dropForLabel(row: Row, verdict: "label_too_long" | "too_many_classes"): void {
    const place = () => this.#checks.placeOf(row, "label");
    if (verdict === "label_too_long") {
      this.#dropped.labelTooLong++;
      this.#log.add({ code: verdict, details: { limitCharacters: this.#rules.maxLabelCharacters } }, place);
    } else {
      this.#dropped.tooManyClasses++;
      this.#log.add({ code: verdict, details: { limit: this.#rules.maxClasses } }, place);
    }
  }

  #reportLongInput(row: Row): void {
    const details = { limitCharacters: this.#rules.longInputCharacters };
    this.#log.add({ code: "long_input", details }, () => this.#checks.placeOf(row, "input"));
  }

  #placeOf(row: Row, verdict: RowVerdict): ProblemPlace {
    if (verdict === "emptyInput") return this.#checks.placeOf(row, "input");
    if (verdict === "emptyLabel") return this.#checks.placeOf(row, "label");
    const place = this.#checks.placeOf(row);
    return verdict === "unclosedQuote" ? { ...place, line: row.quoteLine } : place;
  }

  #conclude(): TextReport {
    this.#source.finish();
    this.#checks.finish();
    this.#finishRepetitions();
    const classes = this.#facts.classes(this.#labels.classes);
    if (!this.#source.ended) this.#judge(classes);
    const problems = this.#log.list();
    return {
      kind: "text",
      valid: problems.every(({ severity }) => severity === "warning"),
      complete: !this.#source.ended,
      sizeBytes: this.#bytes,
      digest: { algorithm: "sha-256", hex: this.#hash.digest("hex") },
      format: { ...this.#source.format(), columns: shownNames(this.#names ?? []) },
      rows: { total: this.#rows, kept: this.#facts.kept, dropped: this.#dropped, blankLines: this.#source.blankLines },
      classes: { count: classes.length, list: classes.slice(0, LISTED_CLASSES) },
      inputLength: this.#facts.lengths(),
      problems,
    };
  }

  #judge(classes: readonly ClassFacts[]): void {
    if (this.#names === undefined) return this.#log.add({ code: "empty_file", details: {} });
    const { kept, allNumeric } = this.#facts;
    const missingColumn = this.#columns === undefined;
    const labels = this.#labels.classes;
    judgeDataset({ rows: this.#rows, kept, allNumeric, missingColumn, labels, classes }, this.#rules, this.#log);
  }

  /** Only at the end it is known whether all rows could be compared. */
  #finishRepetitions(): void {
    this.#repetitions.flush();
    if (this.#repetitions.complete) return;
    for (const code of ["duplicate_rows", "conflicting_labels"] as const) {
      this.#log.revise({ code, details: { atLeast: true } });
    }
  }
}
