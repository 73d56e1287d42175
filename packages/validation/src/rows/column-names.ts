import { decodeStart, type Span } from "../bytes/span.ts";
import { MAX_COLUMNS } from "../csv/cell-marks.ts";
import type { Row } from "../csv/row.ts";

const SHOWN_COLUMNS = 100;
const SHOWN_CHARACTERS = 100;

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

/** As many as a report shows. */
export function shownNames(names: readonly string[]): string[] {
  return names.slice(0, SHOWN_COLUMNS);
}
