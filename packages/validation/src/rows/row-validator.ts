import type {
  DatasetDigest,
  DatasetProblem,
  RowFacts,
  RowFormat,
  TableReport,
  TextReport,
  Tolerance,
} from "@flash/schemas";
import type { RowsState } from "../continuation/validation-state.ts";
import type { Row } from "../csv/row.ts";
import type { DatasetValidator } from "../dataset-validator.ts";
import type { IncrementalHash } from "../digest/incremental-hash.ts";
import { Sha256 } from "../digest/sha256.ts";
import type { ProblemLog, RowCodes } from "../report/problem-log.ts";
import { toleranceOf } from "../report/tolerance.ts";
import type { OrdinaryRows } from "./ordinary-rows.ts";
import { shownNames } from "./column-names.ts";
import type { Records, RecordSink } from "./records.ts";
import type { RowLedger } from "./row-ledger.ts";

/** What is the same in the reports of all datasets that consist of rows. */
export interface ReadingFacts {
  readonly valid: boolean;
  readonly complete: boolean;
  readonly sizeBytes: number;
  readonly digest: DatasetDigest;
  readonly format: RowFormat;
  readonly rows: Omit<RowFacts, "dropped">;
  readonly tolerance: Tolerance;
  readonly problems: DatasetProblem[];
}

/** Judges rows by what kind of dataset they make; what it finds goes to the log. */
export interface RowJudge<Report> {
  header(row: Row, names: readonly string[]): void;
  /** @returns whether the row is kept. */
  record(row: Row): boolean;
  /** Takes rows that nobody shows to it, when it can tell which those are. */
  readonly ordinary?: OrdinaryRows | undefined;
  readonly ledger: Pick<RowLedger<object, never>, "names" | "rows" | "kept" | "badRows">;
  /** Says what only the whole dataset shows. */
  conclude(isComplete: boolean): void;
  report(facts: ReadingFacts): Report;
  /** All that another judge needs to go on. */
  state(): RowsState["judge"];
}

/** Told of each row when all is known about it. */
export type OnRow = (row: Row, judged: { readonly codes: RowCodes; readonly kept: boolean }) => void;

export interface RowValidation<Report> {
  readonly judge: RowJudge<Report>;
  readonly records: (sink: RecordSink) => Records;
  readonly log: ProblemLog;
  readonly hash: IncrementalHash;
  readonly badRowShare: number;
  /** Bytes that another one has read before. */
  readonly bytesBefore: number;
  /** Takes columns for others. */
  readonly rename?: ((names: readonly string[]) => readonly string[]) | undefined;
  readonly onHeader?: ((row: Row, names: readonly string[]) => void) | undefined;
  readonly onRow?: OnRow | undefined;
}

/** Validates one dataset of rows: those that its bytes hold are judged and counted one by one. */
export class RowValidator<Report extends TextReport | TableReport> implements DatasetValidator<Report>, RecordSink {
  readonly #validation: RowValidation<Report>;
  readonly #records: Records;
  #bytes: number;
  #report: Report | undefined;

  constructor(validation: RowValidation<Report>) {
    this.#validation = validation;
    this.#bytes = validation.bytesBefore;
    this.#records = validation.records(this);
  }

  push(chunk: Uint8Array): void {
    if (this.#report !== undefined) throw new TypeError("push() after finish()");
    this.#bytes += chunk.length;
    this.#validation.hash.update(chunk);
    this.#records.push(chunk);
  }

  progress(): { bytes: number; rows: number } {
    return { bytes: this.#bytes, rows: this.#validation.judge.ledger.rows };
  }

  state(): RowsState | null {
    const { judge, log, hash } = this.#validation;
    if (!(hash instanceof Sha256)) return null;
    // The judge before the log: it may find some more.
    const judged = judge.state();
    return {
      of: "rows",
      version: 5,
      bytes: this.#bytes,
      rows: judge.ledger.rows,
      problems: log.list(),
      hash: hash.state(),
      judge: judged,
      records: this.#records.state(),
    };
  }

  finish(): Report {
    this.#report ??= this.#conclude();
    return this.#report;
  }

  get ordinary(): OrdinaryRows | undefined {
    const { judge, onRow } = this.#validation;
    return onRow === undefined ? judge.ordinary : undefined;
  }

  header(row: Row, given: readonly string[]): void {
    const { judge, log, rename, onHeader } = this.#validation;
    const names = rename?.(given) ?? given;
    judge.header(row, names);
    log.takeRowCodes();
    onHeader?.(row, names);
  }

  record(row: Row): void {
    const { judge, log, onRow } = this.#validation;
    const kept = judge.record(row);
    onRow?.(row, { codes: log.takeRowCodes(), kept });
  }

  #conclude(): Report {
    const { judge, log, hash } = this.#validation;
    this.#records.finish();
    const complete = !this.#records.ended;
    judge.conclude(complete);
    const { names, rows: total, kept, badRows } = judge.ledger;
    const tolerance = toleranceOf(this.#validation, badRows, total);
    const problems = log.list(!tolerance.exceeded);
    return judge.report({
      valid: problems.every(({ severity }) => severity === "warning"),
      complete,
      sizeBytes: this.#bytes,
      digest: { algorithm: "sha-256", hex: hash.digest("hex") },
      format: { ...this.#records.format(), columns: shownNames(names ?? []) },
      rows: { total, kept, blankLines: this.#records.blankLines },
      tolerance,
      problems,
    });
  }
}
