import type { RowFormat } from "@flash/schemas";
import type { RowsState } from "../continuation/validation-state.ts";
import type { OrdinaryRows } from "./ordinary-rows.ts";
import type { Row } from "../csv/row.ts";

/** Whoever is told what rows a dataset has. Rows are views that are overwritten by the next one. */
export interface RecordSink {
  /** As in a {@link RowSink}. */
  readonly ordinary?: OrdinaryRows | undefined;
  /** Comes before any record. @param names - of the columns, trimmed and shortened. */
  header(row: Row, names: readonly string[]): void;
  record(row: Row): void;
}

/** Where the rows of a dataset come from. */
export interface Records {
  /** @param chunk - the next bytes as they are stored. */
  push(chunk: Uint8Array): void;
  finish(): void;
  /** Nothing was read any more from some place on: the file cannot be read, or a row was too long. */
  readonly ended: boolean;
  readonly blankLines: number;
  /** All that others need to go on. */
  state(): RowsState["records"];
  /** All of {@link RowFormat} that does not need the header. */
  format(): Omit<RowFormat, "columns">;
}
