import type { CamelCase } from "@flash/schemas";
import type { HeaderState } from "../continuation/validation-state.ts";
import { UNCLOSED } from "../csv/cell-marks.ts";
import type { Row } from "../csv/row.ts";
import type { ProblemLog } from "../report/problem-log.ts";
import { isTolerable } from "../report/problem-traits.ts";
import { HeaderRow } from "./header-row.ts";
import { placeOf } from "./row-checks.ts";
import { type CellFault, LABEL_FAULTS, SHAPE_FAULTS } from "./row-fault.ts";

type Fault<Own extends CellFault> = (typeof SHAPE_FAULTS)[number] | Own | (typeof LABEL_FAULTS)[number];

/** What a ledger needs to go on. @typeParam Where - of the needed columns, from 0. */
interface LedgerState<Where> {
  readonly rows: number;
  readonly kept: number;
  readonly badRows: number;
  readonly dropped: [fault: string, rows: number][];
  readonly names: string[] | null;
  readonly columns: (Where & { header: HeaderState }) | null;
}

/** What every judge keeps of the rows, whatever they hold: the header, how many there were, and why some were dropped. */
export class RowLedger<Where extends object, Own extends CellFault> {
  readonly #log: ProblemLog;
  readonly #faults: readonly Fault<Own>[];
  /** How many rows, by the first that applies. */
  readonly #dropped: Map<string, number>;
  rows: number;
  kept: number;
  badRows: number;
  /** Undefined until the header has been read. */
  names: readonly string[] | undefined;
  /** Undefined where one is missing that is needed: then no row can be judged. */
  columns: (Where & { header: HeaderRow }) | undefined;

  /** @param own - why rows are dropped for what their cells hold. */
  constructor(log: ProblemLog, own: readonly Own[], from: LedgerState<Where> | undefined) {
    this.#log = log;
    this.#faults = [...SHAPE_FAULTS, ...own, ...LABEL_FAULTS];
    this.#dropped = new Map(from?.dropped);
    this.rows = from?.rows ?? 0;
    this.kept = from?.kept ?? 0;
    this.badRows = from?.badRows ?? 0;
    this.names = from?.names ?? undefined;
    const columns = from?.columns ?? null;
    this.columns = columns === null ? undefined : { ...columns, header: new HeaderRow(columns.header) };
  }

  /** As the report has it. */
  get dropped(): CamelCase<Record<Fault<Own>, number>> {
    const camel = (fault: string) => fault.replaceAll(/_./gu, (letter) => letter.charAt(1).toUpperCase());
    const counts = this.#faults.map((fault) => [camel(fault), this.#dropped.get(fault) ?? 0]);
    // Each fault is a key; the compiler does not follow that through the list.
    return Object.fromEntries(counts) as CamelCase<Record<Fault<Own>, number>>;
  }

  state(): LedgerState<Where> {
    const { columns, names, rows, kept, badRows } = this;
    return {
      rows,
      kept,
      badRows,
      dropped: [...this.#dropped],
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
    return this.drop(row, row.isInvalidJson ? "invalid_json" : "missing_column");
  }

  keep(row: Row): void {
    this.kept++;
    if (row.isBad) this.badRows++;
  }

  drop(row: Row, fault: Fault<Own>): false {
    this.#dropped.set(fault, (this.#dropped.get(fault) ?? 0) + 1);
    if (row.isBad || (fault !== "bad_cells" && isTolerable(fault))) this.badRows++;
    return false;
  }

  /** No needed column was found in a header that has some. */
  get missesColumn(): boolean {
    return this.columns === undefined && this.names !== undefined && this.names.length > 0;
  }
}
