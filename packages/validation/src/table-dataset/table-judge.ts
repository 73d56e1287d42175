import type { ClassFacts, TableReport, TableRules } from "@flash/schemas";
import { Fingerprint } from "../bytes/fingerprint.ts";
import type { Span } from "../bytes/span.ts";
import type { TableJudgeState } from "../continuation/validation-state.ts";
import { QUOTED } from "../csv/cell-marks.ts";
import type { Row } from "../csv/row.ts";
import { bySize, listed } from "../report/class-verdict.ts";
import { labelFinding } from "../report/label-finding.ts";
import type { Finding, ProblemLog } from "../report/problem-log.ts";
import { LabelBook } from "../rows/label-book.ts";
import { judgeLeakage } from "../rows/leakage.ts";
import { placeOf } from "../rows/row-checks.ts";
import { Repetitions } from "../rows/repetitions.ts";
import { RowLedger } from "../rows/row-ledger.ts";
import { SeenInputs } from "../rows/seen-inputs.ts";
import { FIRST_ROWS, INPUT_HIGH, MARK, ROW_WORDS } from "../rows/seen-tables.ts";
import type { ReadingFacts, RowJudge } from "../rows/row-validator.ts";
import { faultFinding, isKept, type LabelFault, TABLE_FAULTS, type TableFault } from "../rows/row-fault.ts";
import { type CellValue, readCell } from "./cell-kinds.ts";
import { ColumnTally } from "./column-tally.ts";
import { findTarget, type TableColumns } from "./table-columns.ts";
import { judgeShape, type ShapeVerdict } from "./table-row-verdict.ts";
import { judgeTable } from "./table-verdict.ts";

/** A class by its number, a number, or why the row has no target. */
type TargetVerdict = { readonly classNumber: number | null } | TableFault | LabelFault;

/** Judges the rows of a table one by one. */
export class TableJudge implements RowJudge<TableReport> {
  readonly #rules: TableRules;
  readonly #log: ProblemLog;
  readonly #labels: LabelBook;
  readonly #rowsOfClass: number[];
  readonly #fingerprint = new Fingerprint();
  readonly #repetitions: Repetitions;
  /** Rows without their targets. */
  readonly #features: SeenInputs;
  readonly #feature = new Int32Array(ROW_WORDS);
  readonly ledger: RowLedger<Omit<TableColumns, "header">, TableFault>;
  readonly #cell: Span = { bytes: new Uint8Array(0), start: 0, end: 0 };
  readonly #value: CellValue = { kind: "missing", number: Number.NaN };
  #tallies: ColumnTally[];

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
    this.ledger = new RowLedger(log, TABLE_FAULTS, from);
    this.#tallies = from?.tallies.map((tally) => new ColumnTally(tally.name, tally)) ?? [];
    this.#repetitions = new Repetitions(log, batch, from?.seen);
    this.#features = new SeenInputs(from?.features);
  }

  state(): TableJudgeState {
    // First of all: it may find some more.
    const seen = this.#repetitions.state();
    return {
      kind: "table",
      ...this.ledger.state(),
      classes: this.#labels.classes,
      seen,
      features: this.#features.state(),
      rowsOfClass: this.#rowsOfClass,
      tallies: this.#tallies.map((tally) => tally.state()),
    };
  }

  header(row: Row, names: readonly string[]): void {
    this.ledger.header(row, names, findTarget(row, names, this.#rules, this.#log));
    this.#tallies = names.map((name) => new ColumnTally(name));
  }

  record(row: Row): boolean {
    const ledger = this.ledger;
    const { columns } = ledger;
    ledger.rows++;
    if (columns === undefined) return ledger.countUnread(row);
    const shape = judgeShape(row, columns, this.#rules.badRowShare > 0);
    if (shape !== "kept") this.#reportShape(shape, row, columns);
    return isKept(shape) ? this.#take(row, columns) : ledger.drop(row, shape);
  }

  conclude(isComplete: boolean): void {
    const { kept, columns } = this.ledger;
    const labels = this.#labels.classes;
    this.#repetitions.finish();
    this.#repetitions.seen.release();
    judgeLeakage(this.#features, { kept, labels }, this.#log);
    this.#features.release();
    if (!isComplete) return;
    const features = this.#tallies.filter((_, index) => index !== columns?.target);
    const target = columns && this.#tallies[columns.target];
    const totals = { counts: this.ledger, features, target, labels, classes: this.#classes() };
    judgeTable(totals, this.#rules, this.#log);
  }

  report({ rows, ...facts }: ReadingFacts): TableReport {
    const { columns, dropped } = this.ledger;
    const { targetColumn, target } = this.#rules;
    return {
      kind: "table",
      ...facts,
      rows: { ...rows, dropped },
      target: { column: columns === undefined ? null : targetColumn, kind: target },
      columns: this.#tallies.map((tally) => tally.facts()),
      classes: listed(this.#classes()),
    };
  }

  #reportShape(verdict: Exclude<ShapeVerdict, "kept">, row: Row, { count, target }: TableColumns): void {
    const finding = faultFinding(verdict, count, this.ledger.names?.[nestedColumn(row, target)] ?? "");
    const line = verdict === "unclosed_quote" ? { line: row.quoteLine } : {};
    if (finding !== undefined) this.#log.add(finding, () => ({ ...placeOf(row), ...line }));
  }

  #take(row: Row, columns: TableColumns): boolean {
    const verdict = this.#judgeTarget(row, columns.target);
    if (typeof verdict === "string") return this.#dropForTarget(row, verdict);
    this.ledger.keep(row);
    if (verdict.classNumber !== null) {
      this.#rowsOfClass[verdict.classNumber] = (this.#rowsOfClass[verdict.classNumber] ?? 0) + 1;
    }
    for (const [index, tally] of this.#tallies.entries()) {
      row.cell(index, this.#cell);
      readCell(this.#cell, this.#value);
      tally.add(this.#cell, this.#value);
    }
    this.#compare(row, columns.target, verdict.classNumber ?? 0);
    return true;
  }

  /** With earlier rows: as it is, and for leakage without its target. */
  #compare(row: Row, target: number, classNumber: number): void {
    const { bytes, start, end } = row;
    const fingerprint = this.#fingerprint;
    fingerprint.of(row);
    this.#repetitions.add(row, fingerprint, 0);
    if (this.ledger.kept > FIRST_ROWS) return;
    const feature = this.#feature.fill(0);
    feature[MARK] = classNumber + 1;
    // In front of the cell and behind it, its quotes left out.
    const quote = (row.cellMarks[target] ?? 0) & QUOTED;
    for (const part of [
      { bytes, start, end: start + (row.starts[target] ?? 0) - quote },
      { bytes, start: start + (row.ends[target] ?? 0) + quote, end },
    ]) {
      fingerprint.of(part);
      feature[0] = Math.imul(feature[0] ?? 0, 31) + fingerprint.low;
      feature[INPUT_HIGH] = Math.imul(feature[INPUT_HIGH] ?? 0, 31) + fingerprint.high;
    }
    this.#features.lookUp(feature);
  }

  #judgeTarget(row: Row, target: number): TargetVerdict {
    row.cell(target, this.#cell);
    readCell(this.#cell, this.#value);
    const { kind } = this.#value;
    if (kind === "missing") return "empty_target";
    if (this.#rules.target === "number") {
      return kind === "integer" || kind === "number" ? { classNumber: null } : "target_not_number";
    }
    const { verdict, trimmed } = this.#labels.look(this.#cell);
    if (typeof verdict === "string") return verdict;
    if (trimmed) this.#log.add({ code: "label_trimmed", details: {} }, () => placeOf(row, this.#rules.targetColumn));
    return { classNumber: verdict };
  }

  #dropForTarget(row: Row, verdict: TableFault | LabelFault): false {
    const isOfLabel = verdict === "label_too_long" || verdict === "too_many_classes";
    const finding: Finding = isOfLabel ? labelFinding(verdict, this.#rules) : { code: verdict, details: {} };
    this.#log.add(finding, () => placeOf(row, this.#rules.targetColumn));
    return this.ledger.drop(row, verdict);
  }

  /** Most rows first, then by label. */
  #classes(): ClassFacts[] {
    return this.#labels.classes
      .map((label, index) => ({ label, rows: this.#rowsOfClass[index] ?? 0, samples: [] }))
      .sort(bySize);
  }
}

/** The first column with a list or an object; the target if there is none. */
function nestedColumn(row: Row, target: number): number {
  const index = row.cellMarks.subarray(0, row.count).findIndex((marks) => marks !== 0);
  return index < 0 ? target : index;
}
