import type { ClassFacts, DroppedTableRows, TableReport, TableRules } from "@flash/schemas";
import { Fingerprint } from "../bytes/fingerprint.ts";
import type { Span } from "../bytes/span.ts";
import type { TableJudgeState } from "../continuation/validation-state.ts";
import type { Row } from "../csv/row.ts";
import { bySize, listed } from "../report/class-verdict.ts";
import { type LabelFault, labelFinding } from "../report/label-finding.ts";
import type { Finding, ProblemLog } from "../report/problem-log.ts";
import { shownNames } from "../rows/column-names.ts";
import { LabelBook } from "../rows/label-book.ts";
import { placeOf } from "../rows/row-checks.ts";
import { type OnRepetition, Repetitions } from "../rows/repetitions.ts";
import { RowLedger } from "../rows/row-ledger.ts";
import type { ReadingFacts, RowJudge } from "../rows/row-validator.ts";
import { isKept, shapeFinding } from "../rows/shape-finding.ts";
import { type CellValue, readCell } from "./cell-kinds.ts";
import { ColumnTally } from "./column-tally.ts";
import { findTarget, type TableColumns } from "./table-columns.ts";
import { judgeShape, type ShapeVerdict } from "./table-row-verdict.ts";
import { judgeTable } from "./table-verdict.ts";

/** A class by its number, a number, or why the row has no target. */
type TargetVerdict = { readonly classNumber: number | null } | "emptyTarget" | "targetNotNumber" | LabelFault;

/** Judges the rows of a table one by one. */
export class TableJudge implements RowJudge<TableReport> {
  readonly #rules: TableRules;
  readonly #log: ProblemLog;
  readonly #labels: LabelBook;
  readonly #rowsOfClass: number[];
  readonly #fingerprint = new Fingerprint();
  readonly #repetitions: Repetitions;
  readonly #ledger: RowLedger<Omit<TableColumns, "header">, DroppedTableRows>;
  readonly #cell: Span = { bytes: new Uint8Array(0), start: 0, end: 0 };
  readonly #value: CellValue = { kind: "missing", number: Number.NaN };
  #tallies: ColumnTally[];
  #kept: number;

  /** @param batch - rows that are compared with earlier ones at a time. */
  constructor(
    rules: TableRules,
    log: ProblemLog,
    { batch, from }: { batch?: number | undefined; from?: TableJudgeState | undefined } = {},
  ) {
    this.#rules = rules;
    this.#log = log;
    this.#labels = new LabelBook(rules, from?.classes);
    this.#rowsOfClass = from?.rowsOfClass ?? [];
    this.#ledger = new RowLedger(log, noneDropped(), from);
    this.#tallies = from?.tallies.map((tally) => new ColumnTally(tally.name, tally)) ?? [];
    this.#kept = from?.kept ?? 0;
    const onRepetition: OnRepetition = (_, place) =>
      this.#log.add({ code: "duplicate_rows", details: { atLeast: false } }, place);
    this.#repetitions = new Repetitions(onRepetition, batch, from?.seen);
  }

  get rows(): number {
    return this.#ledger.rows;
  }

  get badRows(): number {
    return this.#ledger.badRows;
  }

  state(): TableJudgeState {
    // First of all: it may find some more.
    const seen = this.#repetitions.state();
    return {
      kind: "table",
      ...this.#ledger.state(),
      classes: this.#labels.classes,
      seen,
      kept: this.#kept,
      rowsOfClass: this.#rowsOfClass,
      tallies: this.#tallies.map((tally) => tally.state()),
    };
  }

  header(row: Row, names: readonly string[]): void {
    this.#ledger.header(row, names, findTarget(row, names, this.#rules, this.#log));
    this.#tallies = names.map((name) => new ColumnTally(name));
  }

  record(row: Row): boolean {
    const ledger = this.#ledger;
    const { columns } = ledger;
    ledger.rows++;
    if (columns === undefined) return ledger.countUnread(row);
    const shape = judgeShape(row, columns, this.#rules.badRowShare > 0);
    if (shape !== "kept") this.#reportShape(shape, row, columns);
    return isKept(shape) ? this.#take(row, columns) : ledger.drop(row, shape);
  }

  conclude(isComplete: boolean): void {
    this.#repetitions.flush();
    if (!this.#repetitions.seen.complete) this.#log.revise({ code: "duplicate_rows", details: { atLeast: true } });
    this.#repetitions.seen.release();
    if (!isComplete) return;
    const { names, columns, rows, missesColumn: missingTarget } = this.#ledger;
    if (names === undefined) return this.#log.add({ code: "empty_file", details: {} });
    const target = columns?.target;
    judgeTable(
      {
        rows,
        kept: this.#kept,
        missingTarget,
        features: this.#tallies.filter((_, index) => index !== target),
        target: target === undefined ? undefined : this.#tallies[target],
        labels: this.#labels.classes,
        classes: this.#classes(),
      },
      this.#rules,
      this.#log,
    );
  }

  report({ format, blankLines, ...facts }: ReadingFacts): TableReport {
    const classes = this.#classes();
    const { names, columns, rows: total, dropped } = this.#ledger;
    const { targetColumn, target } = this.#rules;
    return {
      kind: "table",
      ...facts,
      format: { ...format, columns: shownNames(names ?? []) },
      rows: { total, kept: this.#kept, dropped, blankLines },
      target: { column: columns === undefined ? null : targetColumn, kind: target },
      columns: this.#tallies.map((tally) => tally.facts()),
      classes: listed(classes),
    };
  }

  #reportShape(verdict: Exclude<ShapeVerdict, "kept">, row: Row, { count, target }: TableColumns): void {
    const finding = shapeFinding(verdict, count, this.#ledger.names?.[nestedColumn(row, target)] ?? "");
    const line = verdict === "unclosedQuote" ? { line: row.quoteLine } : {};
    if (finding !== undefined) this.#log.add(finding, () => ({ ...placeOf(row), ...line }));
  }

  #take(row: Row, columns: TableColumns): boolean {
    const verdict = this.#judgeTarget(row, columns.target);
    if (typeof verdict === "string") return this.#dropForTarget(row, verdict);
    if (row.isBad) this.#ledger.badRows++;
    this.#kept++;
    if (verdict.classNumber !== null) {
      this.#rowsOfClass[verdict.classNumber] = (this.#rowsOfClass[verdict.classNumber] ?? 0) + 1;
    }
    for (const [index, tally] of this.#tallies.entries()) {
      row.cell(index, this.#cell);
      readCell(this.#cell, this.#value);
      tally.add(this.#cell, this.#value);
    }
    this.#fingerprint.of(row);
    const { low, high } = this.#fingerprint;
    this.#repetitions.add({ low, high, classNumber: 0, number: row.number, line: row.line });
    return true;
  }

  #judgeTarget(row: Row, target: number): TargetVerdict {
    row.cell(target, this.#cell);
    readCell(this.#cell, this.#value);
    const { kind } = this.#value;
    if (kind === "missing") return "emptyTarget";
    if (this.#rules.target === "number") {
      return kind === "integer" || kind === "number" ? { classNumber: null } : "targetNotNumber";
    }
    const { verdict, trimmed } = this.#labels.look(this.#cell);
    if (typeof verdict === "string") return verdict;
    if (trimmed) this.#log.add({ code: "label_trimmed", details: {} }, () => placeOf(row, this.#rules.targetColumn));
    return { classNumber: verdict };
  }

  #dropForTarget(row: Row, verdict: Extract<TargetVerdict, string>): false {
    this.#log.add(targetFinding(verdict, this.#rules), () => placeOf(row, this.#rules.targetColumn));
    return this.#ledger.drop(row, verdict);
  }

  /** Most rows first, then by label. */
  #classes(): ClassFacts[] {
    return this.#labels.classes
      .map((label, index) => ({ label, rows: this.#rowsOfClass[index] ?? 0, samples: [] }))
      .sort(bySize);
  }
}

const noneDropped = (): DroppedTableRows => ({
  missingColumn: 0,
  invalidJson: 0,
  unclosedQuote: 0,
  tooFewCells: 0,
  tooManyCells: 0,
  repeatedHeader: 0,
  badCells: 0,
  nestedValue: 0,
  emptyTarget: 0,
  targetNotNumber: 0,
  labelTooLong: 0,
  tooManyClasses: 0,
});

/** The first column with a list or an object; the target if there is none. */
function nestedColumn(row: Row, target: number): number {
  const index = row.cellMarks.subarray(0, row.count).findIndex((marks) => marks !== 0);
  return index < 0 ? target : index;
}

function targetFinding(verdict: Extract<TargetVerdict, string>, rules: TableRules): Finding {
  switch (verdict) {
    case "emptyTarget":
      return { code: "empty_target", details: {} };
    case "targetNotNumber":
      return { code: "target_not_number", details: {} };
    default:
      return labelFinding(verdict, rules);
  }
}
