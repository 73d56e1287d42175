import { TEXT_COLUMNS } from "@flash/schemas";
import { decodeStart, type Span } from "../bytes/span.ts";
import { MAX_COLUMNS, type Row } from "../csv/row.ts";
import type { ProblemLog } from "../report/problem-log.ts";
import { nearestName } from "./nearest-name.ts";

const SHOWN_COLUMNS = 100;
const SHOWN_CHARACTERS = 100;

/** Where the needed columns stand, from 0, and how many columns there are. */
export interface TextColumns {
  input: number;
  label: number;
  count: number;
}

/** The names in a header, trimmed and shortened. */
export function columnNames(header: Row): string[] {
  const names: string[] = [];
  const span: Span = { bytes: header.bytes, start: 0, end: 0 };
  for (let index = 0; index < Math.min(header.count, MAX_COLUMNS); index++) {
    header.cell(index, span);
    names.push(decodeStart(span, SHOWN_CHARACTERS).trim());
  }
  return names;
}

/**
 * Finds the needed columns in the header. What is wrong with it goes to the log.
 *
 * @returns undefined when a needed column is missing: then no row can be judged.
 */
export function findColumns(header: Row, names: readonly string[], log: ProblemLog): TextColumns | undefined {
  const place = () => ({ line: header.line });
  if (header.count > MAX_COLUMNS) log.add({ code: "too_many_columns", details: { limit: MAX_COLUMNS } }, place);
  for (const column of TEXT_COLUMNS) {
    const others = names.filter((name) => name === column).length - 1;
    if (others > 0) log.add({ code: "duplicate_column", details: { column } }, place, others);
    if (others < 0) logMissingColumn(column, header, names, log);
  }
  const [input, label] = TEXT_COLUMNS.map((column) => names.indexOf(column));
  if (input === undefined || label === undefined || input < 0 || label < 0) return undefined;
  logExtraColumns(names, header, log);
  return { input, label, count: header.count };
}

function logMissingColumn(column: string, header: Row, names: readonly string[], log: ProblemLog): void {
  const found = shownNames(names);
  const nearest = nearestName(column, found);
  const details = { column, found, ...(nearest !== undefined && { nearest }) };
  log.add({ code: "missing_column", details }, () => ({ line: header.line }));
}

function logExtraColumns(names: readonly string[], header: Row, log: ProblemLog): void {
  const extra = names.filter((name) => !TEXT_COLUMNS.some((column) => column === name));
  if (extra.length === 0) return;
  log.add(
    { code: "extra_columns", details: { columns: shownNames(extra) } },
    () => ({ line: header.line }),
    extra.length,
  );
}

/** As many as a report shows. */
export function shownNames(names: readonly string[]): string[] {
  return names.slice(0, SHOWN_COLUMNS);
}
