import type { DatasetReport, TableReport, TableRules, TextReport, TextRules } from "@flash/schemas";
import { TEXT_COLUMNS } from "@flash/schemas";
import type { RowsState } from "./continuation/validation-state.ts";
import type { IncrementalHash } from "./digest/incremental-hash.ts";
import { Sha256 } from "./digest/sha256.ts";
import type { Transcoder } from "./encoding/transcoder.ts";
import { RecordSource } from "./rows/record-source.ts";
import type { Records, RecordSink } from "./rows/records.ts";
import { TextJudge } from "./text-dataset/text-judge.ts";
import { TableJudge } from "./table-dataset/table-judge.ts";
import { ProblemLog } from "./report/problem-log.ts";
import { type RowValidation, RowValidator } from "./rows/row-validator.ts";

/** Takes a dataset byte by byte and says at the end what is wrong with it. Never throws because of the bytes. */
export interface DatasetValidator<Report extends DatasetReport = DatasetReport> {
  /** @param chunk - the next bytes, of any number; they may be overwritten afterwards. */
  push(chunk: Uint8Array): void;
  /** Bytes pushed and data rows read so far; rows lag behind by what has not ended yet. */
  progress(): { bytes: number; rows: number };
  /**
   * All that another one needs to go on with the next byte. It shares memory with this one, so it is to be written down before
   * more is pushed.
   *
   * @returns null where the hash is not {@link Sha256}, whose like do not say what they have seen.
   */
  state(): RowsState | null;
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
export interface RowOptions extends ValidatorOptions, Pick<RowValidation<never>, "rename" | "onHeader" | "onRow"> {
  /** See {@link RecordSource}. */
  readonly transcoder?: Transcoder | undefined;
  /** Takes the place of one that keeps nothing about single rows. */
  readonly log?: ProblemLog | undefined;
  readonly records?: ((sink: RecordSink, log: ProblemLog) => Records) | undefined;
  /** Where another one has stopped, with the same rules; the hash too is its. */
  readonly from?: RowsState | undefined;
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
  const { from, accelerate, transcoder, rename, onHeader, onRow } = options;
  const { log = new ProblemLog(rules.placesPerProblem, from?.problems) } = options;
  const hasher = from === undefined ? (options.hasher ?? new Sha256()) : new Sha256(from.hash);
  const wantedColumns = rules.kind === "text" ? TEXT_COLUMNS : [rules.targetColumn];
  const streamed = from?.records.from === "stream" ? from.records : undefined;
  const records =
    options.records ??
    ((sink: RecordSink) => new RecordSource({ ...rules, wantedColumns, transcoder, accelerate, log }, sink, streamed));
  const validation = {
    log,
    hash: hasher,
    badRowShare: rules.badRowShare,
    bytesBefore: from?.bytes ?? 0,
    records: (sink: RecordSink) => records(sink, log),
    rename,
    onHeader,
    onRow,
  };
  // Whoever hears of each row wants to know of it whether it repeats another, before the next one comes.
  const batch = onRow === undefined ? undefined : 1;
  const judge = from?.judge;
  return rules.kind === "text"
    ? new RowValidator({
        ...validation,
        judge: new TextJudge(rules, log, { batch, from: judge?.kind === "text" ? judge : undefined }),
      })
    : new RowValidator({
        ...validation,
        judge: new TableJudge(rules, log, { batch, from: judge?.kind === "table" ? judge : undefined }),
      });
}
