import type { HeaderState } from "../continuation/validation-state.ts";
import { UNCLOSED } from "../csv/cell-marks.ts";
import type { Row } from "../csv/row.ts";
import type { ProblemLog } from "../report/problem-log.ts";
import { HeaderRow } from "./header-row.ts";
import { placeOf } from "./row-checks.ts";

/** Errors of the row itself, as which it counts among the bad ones. */
const ERRORS: ReadonlySet<string> = new Set([
  "invalidJson",
  "tooFewCells",
  "tooManyCells",
  "nestedValue",
  "targetNotNumber",
  "labelTooLong",
]);

/** What a ledger needs to go on. @typeParam Where - of the needed columns, from 0. */
interface LedgerState<Where, Dropped> {
  readonly rows: number;
  readonly badRows: number;
  readonly dropped: Dropped;
  readonly names: string[] | null;
  readonly columns: (Where & { header: HeaderState }) | null;
}

/** What every judge keeps of the rows, whatever they hold: the header, how many there were, and why some were dropped. */
export class RowLedger<Where extends object, Dropped extends Record<"missingColumn" | "invalidJson", number>> {
  readonly #log: ProblemLog;
  readonly dropped: Dropped;
  rows: number;
  badRows: number;
  /** Undefined until the header has been read. */
  names: readonly string[] | undefined;
  /** Undefined where one is missing that is needed: then no row can be judged. */
  columns: (Where & { header: HeaderRow }) | undefined;

  constructor(log: ProblemLog, noneDropped: Dropped, from: LedgerState<Where, Dropped> | undefined) {
    this.#log = log;
    this.dropped = from?.dropped ?? noneDropped;
    this.rows = from?.rows ?? 0;
    this.badRows = from?.badRows ?? 0;
    this.names = from?.names ?? undefined;
    const columns = from?.columns ?? null;
    this.columns = columns === null ? undefined : { ...columns, header: new HeaderRow(columns.header) };
  }

  state(): LedgerState<Where, Dropped> {
    const { columns, names, rows, badRows, dropped } = this;
    return {
      rows,
      badRows,
      dropped,
      names: names === undefined ? null : [...names],
      columns: columns === undefined ? null : { ...columns, header: columns.header.state() },
    };
  }

  header(row: Row, names: readonly string[], columns: (Where & { header: HeaderRow }) | undefined): void {
    this.names = names;
    this.columns = columns;
    if ((row.marks & UNCLOSED) === 0) return;
    this.#log.add({ code: "unclosed_quote", details: {} }, () => ({ ...placeOf(row), line: row.quoteLine }));
  }

  /** A row of which nobody knows where the needed columns are. */
  countUnread(row: Row): false {
    if (row.isInvalidJson) this.#log.add({ code: "invalid_json", details: {} }, () => placeOf(row));
    return this.drop(row, row.isInvalidJson ? "invalidJson" : "missingColumn");
  }

  drop(row: Row, why: keyof Dropped & string): false {
    const dropped: Partial<Record<string, number>> = this.dropped;
    dropped[why] = (dropped[why] ?? 0) + 1;
    if (row.isBad || ERRORS.has(why)) this.badRows++;
    return false;
  }

  /** No needed column was found in a header that has some. */
  get missesColumn(): boolean {
    return this.columns === undefined && this.names !== undefined && this.names.length > 0;
  }
}
