import type { DatasetReport, TableReport, TableRules, TextReport, TextRules } from "@flash/schemas";
import { TEXT_COLUMNS } from "@flash/schemas";
import type { IncrementalHash } from "./digest/incremental-hash.ts";
import { Sha256 } from "./digest/sha256.ts";
import { ProblemLog } from "./report/problem-log.ts";
import { RecordSource } from "./rows/record-source.ts";
import type { Records, RecordSink } from "./rows/records.ts";
import { type RowValidation, RowValidator } from "./rows/row-validator.ts";
import { TableJudge } from "./table-dataset/table-judge.ts";
import { TextJudge } from "./text-dataset/text-judge.ts";

/** Takes a dataset byte by byte and says at the end what is wrong with it. Never throws because of the bytes. */
export interface DatasetValidator<Report extends DatasetReport = DatasetReport> {
  /** @param chunk - the next bytes, of any number; they may be overwritten afterwards. */
  push(chunk: Uint8Array): void;
  /** Bytes pushed and data rows read so far; rows lag behind by what has not ended yet. */
  progress(): { bytes: number; rows: number };
  /** Ends the dataset. Asked again, it answers the same. */
  finish(): Report;
}

export interface ValidatorOptions {
  /** A new SHA-256; Node's `createHash("sha256")` is several times faster than ours. */
  hasher?: IncrementalHash | undefined;
  /** `false`: without WebAssembly, which {@link validateDataset} loads by itself. It says the same, slower. */
  accelerate?: boolean | undefined;
}

/** How rows come out of the file, where that is not from its bytes in their order; and who else is told of them. */
export interface RowOptions extends ValidatorOptions, Pick<RowValidation<never>, "renamed" | "onHeader" | "onRow"> {
  /** See {@link RecordSource}. */
  readonly encoding?: "windows-1252" | undefined;
  readonly records?: ((sink: RecordSink, log: ProblemLog) => Records) | undefined;
}

type RowRules = TextRules | TableRules;
type ReportFor<Rules extends RowRules> = Rules extends TextRules ? TextReport : TableReport;

/** A validator for one dataset that is read from its first to its last byte, of any size in bounded memory. */
export function createValidator<Rules extends RowRules>(
  rules: Rules,
  options: ValidatorOptions = {},
): DatasetValidator<ReportFor<Rules>> {
  // Each kind of rules gives its own kind of report; the compiler does not follow that through the generic.
  return rowValidator(rules, options) as DatasetValidator<ReportFor<Rules>>;
}

/** As {@link createValidator}, for those who have rows from elsewhere or want to hear of each. */
export function rowValidator(rules: RowRules, options: RowOptions = {}): DatasetValidator<TextReport | TableReport> {
  const log = new ProblemLog(rules.placesPerProblem);
  const { hasher = new Sha256(), accelerate, encoding, renamed, onHeader, onRow } = options;
  const wantedColumns = rules.kind === "text" ? TEXT_COLUMNS : [rules.targetColumn];
  const records =
    options.records ??
    ((sink: RecordSink) => new RecordSource({ ...rules, wantedColumns, encoding, accelerate, log }, sink));
  const validation = {
    log,
    hash: hasher,
    badRowShare: rules.badRowShare,
    records: (sink: RecordSink) => records(sink, log),
    renamed,
    onHeader,
    onRow,
  };
  // Whoever hears of each row wants to know of it whether it repeats another, before the next one comes.
  const batch = onRow === undefined ? undefined : 1;
  return rules.kind === "text"
    ? new RowValidator({ ...validation, judge: new TextJudge(rules, log, batch) })
    : new RowValidator({ ...validation, judge: new TableJudge(rules, log, batch) });
}
