import type { ClassFacts, ProblemPlace, TextReport, TextRules } from "@flash/schemas";
import { Fingerprint } from "../bytes/fingerprint.ts";
import { LastView } from "../bytes/last-view.ts";
import type { TextJudgeState } from "../continuation/validation-state.ts";
import type { Row } from "../csv/row.ts";
import { countCharacters } from "../encoding/utf8-checker.ts";
import { listed } from "../report/class-verdict.ts";
import { labelFinding } from "../report/label-finding.ts";
import type { ProblemLog } from "../report/problem-log.ts";
import { LabelBook } from "../rows/label-book.ts";
import { judgeLeakage } from "../rows/leakage.ts";
import { placeOf } from "../rows/row-checks.ts";
import type { OrdinaryCounts, OrdinaryRows } from "../rows/ordinary-rows.ts";
import { Repetitions } from "../rows/repetitions.ts";
import { RowLedger } from "../rows/row-ledger.ts";
import type { ReadingFacts, RowJudge } from "../rows/row-validator.ts";
import { isKept, type LabelFault, TEXT_FAULTS, type TextFault } from "../rows/row-fault.ts";
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
  readonly #views = new LastView();
  readonly #fingerprint = new Fingerprint();
  readonly #repetitions: Repetitions;
  readonly ledger: RowLedger<Omit<TextColumns, "header">, TextFault>;
  readonly #example: Example = newExample();
  #ordinary: OrdinaryRows | undefined;
  #takeCounts: (() => OrdinaryCounts) | undefined;
  #sortedClasses: ClassFacts[] | undefined;

  /** @param batch - rows that are compared with earlier ones at a time. */
  constructor(
    rules: TextRules,
    log: ProblemLog,
    { batch, from }: { batch?: number | undefined; from?: TextJudgeState | undefined } = {},
  ) {
    this.#rules = rules;
    this.#log = log;
    this.#labels = new LabelBook(rules, from?.classes);
    this.#repetitions = new Repetitions(log, batch, from?.seen);
    this.#facts = new TextFacts(from?.facts);
    this.ledger = new RowLedger(log, TEXT_FAULTS, from);
  }

  state(): TextJudgeState {
    // First of all: it may find some more.
    const seen = this.#repetitions.state();
    this.#count();
    return {
      kind: "text",
      ...this.ledger.state(),
      classes: this.#labels.classes,
      seen,
      facts: this.#facts.state(),
    };
  }

  header(row: Row, names: readonly string[]): void {
    this.ledger.header(row, names, findColumns(row, names, this.#log));
  }

  /** As soon as something has been seen that is no number: before, every input is looked at. */
  get ordinary(): OrdinaryRows | undefined {
    const { columns } = this.ledger;
    if (columns === undefined || this.#facts.allNumeric) return undefined;
    this.#ordinary ??= {
      columns,
      longestInput: this.#rules.longInputCharacters,
      takeLabels: () => this.#labels.take((classNumber) => this.#isSettled(classNumber)),
      repetitions: this.#repetitions,
      keep: (rows) => {
        this.ledger.rows += rows;
        this.ledger.kept += rows;
      },
      countedBy: (take) => void (this.#takeCounts = take),
    };
    return this.#ordinary;
  }

  record(row: Row): boolean {
    const ledger = this.ledger;
    const { columns } = ledger;
    ledger.rows++;
    if (columns === undefined) return ledger.countUnread(row);
    const verdict = judgeRow(row, columns, this.#example, this.#rules.badRowShare > 0);
    if (verdict !== "kept") this.#report(verdict, row, columns);
    return isKept(verdict) ? this.#take(row) : ledger.drop(row, verdict);
  }

  conclude(isComplete: boolean): void {
    const labels = this.#labels.classes;
    this.#count();
    this.#repetitions.finish();
    judgeLeakage(this.#repetitions.seen, { kept: this.ledger.kept, labels }, this.#log);
    this.#repetitions.seen.release();
    if (!isComplete) return;
    const { allNumeric } = this.#facts;
    judgeDataset({ counts: this.ledger, allNumeric, labels, classes: this.#classes }, this.#rules, this.#log);
  }

  report({ rows, ...facts }: ReadingFacts): TextReport {
    return {
      kind: "text",
      ...facts,
      rows: { ...rows, dropped: this.ledger.dropped },
      classes: listed(this.#classes),
      inputLength: this.#facts.lengths(),
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
    this.ledger.keep(row);
    if (trimmed) this.#log.add({ code: "label_trimmed", details: {} }, () => placeOf(row, "label"));
    const characters = row.plain ? input.end - input.start : countCharacters(input, this.#views);
    this.#facts.look(input, verdict);
    this.#facts.keep(verdict, characters);
    this.#fingerprint.of(input);
    this.#repetitions.add(row, this.#fingerprint, verdict);
    if (characters > this.#rules.longInputCharacters) this.#reportLongInput(row);
    return true;
  }

  /** A row of the class is like any other; one that is labelled as its column may be the header again. */
  #isSettled(classNumber: number): boolean {
    return this.#facts.isSampled(classNumber) && this.#labels.classes[classNumber] !== "label";
  }

  #dropForLabel(row: Row, fault: LabelFault): false {
    this.#log.add(labelFinding(fault, this.#rules), () => placeOf(row, "label"));
    return this.ledger.drop(row, fault);
  }

  #reportLongInput(row: Row): void {
    const details = { limitCharacters: this.#rules.longInputCharacters };
    this.#log.add({ code: "long_input", details }, () => placeOf(row, "input"));
  }

  /** To be asked for behind the last row. */
  get #classes(): ClassFacts[] {
    return (this.#sortedClasses ??= this.#facts.classes(this.#labels.classes));
  }
}

function rowPlace(row: Row, verdict: RowVerdict): ProblemPlace {
  if (verdict === "empty_input") return placeOf(row, "input");
  if (verdict === "empty_label") return placeOf(row, "label");
  return verdict === "unclosed_quote" ? { ...placeOf(row), line: row.quoteLine } : placeOf(row);
}
