import { decode, type Span } from "../bytes/span.ts";

const NUMBER = /^\s*[+-]?(\d+([.,]\d*)*|[.,]\d+)(e[+-]?\d+)?\s*%?\s*$/i;
/** Nobody writes a longer number by hand. */
const MAX_BYTES = 64;

/** Whether a cell is a number as people write it: sign, digits, points or commas, exponent, per cent. */
export function isNumeric(cell: Span): boolean {
  return cell.end - cell.start <= MAX_BYTES && NUMBER.test(decode(cell));
}
