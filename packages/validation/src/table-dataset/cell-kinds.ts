import { decode, type Span } from "../bytes/span.ts";
import { isBlank } from "../encoding/white-space.ts";

/** How values are left out, in lower case. */
const MISSING = new Set(["na", "n/a", "nan", "null", "none", "nil", "?"]);
const LONGEST_MISSING = 4;
/** Numbers that are written out are not longer. */
const LONGEST_NUMBER = 40;
const BOOLEANS = new Set(["true", "false", "yes", "no", "t", "f"]);
const LONGEST_BOOLEAN = 5;
const DATE =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d([.,]\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;
const LONGEST_DATE = 40;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,4})?$/i;
/** Whole numbers of so many digits are exact. */
const SAFE_DIGITS = 15;

const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const MINUS = 0x2d;

/** What one cell holds. `number` is set for numbers only. */
export interface CellValue {
  kind: "missing" | "integer" | "number" | "boolean" | "date" | "text";
  number: number;
}

/** Looks at a cell without space around it. @param into - filled in. */
export function readCell(cell: Span, into: CellValue): void {
  into.number = Number.NaN;
  into.kind = kindOf(cell, into);
}

function kindOf(cell: Span, into: CellValue): CellValue["kind"] {
  const length = cell.end - cell.start;
  if (length === 0) return "missing";
  if (readInteger(cell, into)) return "integer";
  if (length > LONGEST_NUMBER) return isBlank(cell.bytes, cell.start, cell.end) ? "missing" : "text";
  const text = decode(cell).trim();
  if (NUMBER.test(text)) return keepNumber(Number(text), text, into);
  return wordKind(text);
}

/** The common case, without making a string. */
function readInteger({ bytes, start, end }: Span, into: CellValue): boolean {
  const negative = bytes[start] === MINUS;
  const first = negative ? start + 1 : start;
  if (end === first || end - first > SAFE_DIGITS) return false;
  let value = 0;
  for (let at = first; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < DIGIT_0 || byte > DIGIT_9) return false;
    value = value * 10 + byte - DIGIT_0;
  }
  into.number = negative ? -value : value;
  return true;
}

/** A number that is too large to be one is text. */
function keepNumber(number: number, text: string, into: CellValue): CellValue["kind"] {
  if (!Number.isFinite(number)) return "text";
  into.number = number;
  return /^[+-]?\d+$/.test(text) ? "integer" : "number";
}

function wordKind(text: string): CellValue["kind"] {
  if (text === "") return "missing";
  const lower = text.length <= LONGEST_BOOLEAN ? text.toLowerCase() : text;
  if (text.length <= LONGEST_MISSING && MISSING.has(lower)) return "missing";
  if (BOOLEANS.has(lower)) return "boolean";
  return text.length <= LONGEST_DATE && DATE.test(text) ? "date" : "text";
}
