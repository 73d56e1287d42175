import type { ClassFacts, DroppedRows, ProblemPlace, TextReport, TextRules } from "@flash/schemas";
import { Fingerprint } from "../bytes/fingerprint.ts";
import type { TextJudgeState } from "../continuation/validation-state.ts";
import type { Row } from "../csv/row.ts";
import { countCharacters } from "../encoding/utf8-checker.ts";
import { listed } from "../report/class-verdict.ts";
import { type LabelFault, labelFinding } from "../report/label-finding.ts";
import type { ProblemLog } from "../report/problem-log.ts";
import { shownNames } from "../rows/column-names.ts";
import { LabelBook } from "../rows/label-book.ts";
import { leakageOf } from "../rows/leakage.ts";
import { placeOf } from "../rows/row-checks.ts";
import type { OrdinaryCounts, OrdinaryRows } from "../rows/ordinary-rows.ts";
import { type OnRepetition, Repetitions } from "../rows/repetitions.ts";
import { RowLedger } from "../rows/row-ledger.ts";
import type { ReadingFacts, RowJudge } from "../rows/row-validator.ts";
import { FIRST_ROWS } from "../rows/seen-tables.ts";
import { isKept } from "../rows/shape-finding.ts";
import { findColumns, type TextColumns } from "./columns.ts";
import { judgeDataset } from "./dataset-verdict.ts";
import { type Example, findingOf, judgeRow, newExample, type RowVerdict } from "./row-verdict.ts";
import { TextFacts } from "./text-facts.ts";

/** Judges the rows of a text dataset one by one. */
export class TextJudge implements RowJudge<TextReport> {
  readonly #rules: TextRules;
  readonly #log: ProblemLog;
  readonly #labels: LabelBook;
  readonly #facts: TextFacts;
  readonly #fingerprint = new Fingerprint();
  readonly #repetitions: Repetitions;
  readonly #ledger: RowLedger<Omit<TextColumns, "header">, DroppedRows>;
  readonly #example: Example = newExample();
  #ordinary: OrdinaryRows | undefined;
  #takeCounts: (() => OrdinaryCounts) | undefined;
  #hasRepetitions: boolean;

  /** @param batch - rows that are compared with earlier ones at a time. */
  constructor(
    rules: TextRules,
    log: ProblemLog,
    { batch, from }: { batch?: number | undefined; from?: TextJudgeState | undefined } = {},
  ) {
    this.#rules = rules;
    this.#log = log;
    this.#labels = new LabelBook(rules, from?.classes);
    const onRepetition: OnRepetition = (code, places, count) => {
      this.#hasRepetitions = true;
      this.#log.add({ code, details: { atLeast: false } }, places, count);
    };
    this.#repetitions = new Repetitions(onRepetition, batch, from?.seen);
    this.#hasRepetitions = from?.hasRepetitions ?? false;
    this.#facts = new TextFacts(from?.facts);
    this.#ledger = new RowLedger(log, noneDropped(), from);
  }

  get rows(): number {
    return this.#ledger.rows;
  }

  get badRows(): number {
    return this.#ledger.badRows;
  }

  state(): TextJudgeState {
    // First of all: it may find some more.
    const seen = this.#repetitions.state();
    this.#count();
    return {
      kind: "text",
      ...this.#ledger.state(),
      classes: this.#labels.classes,
      seen,
      hasRepetitions: this.#hasRepetitions,
      facts: this.#facts.state(),
    };
  }

  header(row: Row, names: readonly string[]): void {
    this.#ledger.header(row, names, findColumns(row, names, this.#log));
  }

  /** As soon as something has been seen that is no number: before, every input is looked at. */
  get ordinary(): OrdinaryRows | undefined {
    const { columns } = this.#ledger;
    if (columns === undefined || this.#facts.allNumeric) return undefined;
    this.#ordinary ??= {
      columns,
      longestInput: this.#rules.longInputCharacters,
      takeLabels: () => this.#labels.take((classNumber) => this.#isSettled(classNumber)),
      repetitions: this.#repetitions,
      keep: (rows) => void (this.#ledger.rows += rows),
      countedBy: (take) => void (this.#takeCounts = take),
    };
    return this.#ordinary;
  }

  record(row: Row): boolean {
    const ledger = this.#ledger;
    const { columns } = ledger;
    ledger.rows++;
    if (columns === undefined) return ledger.countUnread(row);
    const verdict = judgeRow(row, columns, this.#example, this.#rules.badRowShare > 0);
    if (verdict !== "kept") this.#report(verdict, row, columns);
    return isKept(verdict) ? this.#take(row) : ledger.drop(row, verdict);
  }

  conclude(isComplete: boolean): void {
    this.#count();
    this.#repetitions.flush();
    if (!this.#repetitions.seen.complete) {
      for (const code of ["duplicate_rows", "conflicting_labels"] as const) {
        this.#log.revise({ code, details: { atLeast: true } });
      }
    }
    if (isComplete) this.#judge();
  }

  report({ format, blankLines, ...facts }: ReadingFacts): TextReport {
    const classes = this.#classes();
    const leakage = this.#leakage();
    this.#repetitions.seen.release();
    return {
      kind: "text",
      ...facts,
      format: { ...format, columns: shownNames(this.#ledger.names ?? []) },
      rows: { total: this.rows, kept: this.#facts.kept, dropped: this.#ledger.dropped, blankLines },
      classes: listed(classes),
      inputLength: this.#facts.lengths(),
      leakage,
    };
  }

  /** What was read and not shown. */
  #count(): void {
    if (this.#takeCounts !== undefined) this.#facts.count(this.#takeCounts());
  }

  #report(verdict: Exclude<RowVerdict, "kept">, row: Row, columns: TextColumns): void {
    const finding = findingOf(verdict, row, columns);
    if (finding !== undefined) this.#log.add(finding, () => rowPlace(row, verdict));
  }

  /** The row is complete: what remains to be seen is whether its label makes a class. */
  #take(row: Row): boolean {
    const { input, label } = this.#example;
    const { verdict, trimmed } = this.#labels.look(label);
    if (typeof verdict === "string") return this.#dropForLabel(row, verdict);
    if (row.isBad) this.#ledger.badRows++;
    if (trimmed) this.#log.add({ code: "label_trimmed", details: {} }, () => placeOf(row, "label"));
    const characters = row.plain ? input.end - input.start : countCharacters(input);
    this.#facts.look(input, verdict);
    this.#facts.keep(verdict, characters);
    this.#fingerprint.of(input);
    const { low, high } = this.#fingerprint;
    this.#repetitions.add({ low, high, classNumber: verdict, number: row.number, line: row.line });
    if (characters > this.#rules.longInputCharacters) this.#reportLongInput(row);
    return true;
  }

  /** A row of the class is like any other; one that is labelled as its column may be the header again. */
  #isSettled(classNumber: number): boolean {
    return this.#facts.isSampled(classNumber) && this.#labels.classes[classNumber] !== "label";
  }

  #dropForLabel(row: Row, fault: LabelFault): false {
    this.#log.add(labelFinding(fault, this.#rules), () => placeOf(row, "label"));
    return this.#ledger.drop(row, fault);
  }

  #reportLongInput(row: Row): void {
    const details = { limitCharacters: this.#rules.longInputCharacters };
    this.#log.add({ code: "long_input", details }, () => placeOf(row, "input"));
  }

  #judge(): void {
    const { rows, names, missesColumn: missingColumn } = this.#ledger;
    if (names === undefined) return this.#log.add({ code: "empty_file", details: {} });
    const { kept, allNumeric } = this.#facts;
    const labels = this.#labels.classes;
    const classes = this.#classes();
    judgeDataset({ rows, kept, allNumeric, missingColumn, labels, classes }, this.#rules, this.#log);
  }

  /** null as well when there are too many rows: that bounds memory, and the time that dividing them takes. */
  #leakage(): TextReport["leakage"] {
    if (!this.#hasRepetitions || this.#facts.kept > FIRST_ROWS) return null;
    return leakageOf(this.#repetitions.seen.rows, this.#labels.classes);
  }

  #classes(): ClassFacts[] {
    return this.#facts.classes(this.#labels.classes);
  }
}

const noneDropped = (): DroppedRows => ({
  missingColumn: 0,
  invalidJson: 0,
  unclosedQuote: 0,
  tooFewCells: 0,
  tooManyCells: 0,
  repeatedHeader: 0,
  badCells: 0,
  nestedValue: 0,
  emptyInput: 0,
  emptyLabel: 0,
  labelTooLong: 0,
  tooManyClasses: 0,
});

function rowPlace(row: Row, verdict: RowVerdict): ProblemPlace {
  if (verdict === "emptyInput") return placeOf(row, "input");
  if (verdict === "emptyLabel") return placeOf(row, "label");
  return verdict === "unclosedQuote" ? { ...placeOf(row), line: row.quoteLine } : placeOf(row);
}
