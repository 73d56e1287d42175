import type { RowFormat } from "@flash/schemas";

export type Delimiter = NonNullable<RowFormat["delimiter"]>;

/** How a CSV file is written. */
export interface Dialect {
  readonly delimiter: Delimiter;
  readonly quote: NonNullable<RowFormat["quote"]>;
}

/** In order of preference when the header fits several equally well. */
const DELIMITERS: readonly Delimiter[] = [",", ";", "\t", "|"];

/** That is not empty. A line end inside quotes does not end it. */
const FIRST_LINE = /^[\r\n]*((?:"[^"]*"?|[^"\r\n]+)*)/;

const decoder = new TextDecoder();

/**
 * Finds out from the header how the file is written. Single quotes are quotes where every name of the header stands in them.
 *
 * @param head - the first bytes of the file, after a byte-order mark. A header that is longer is judged by its beginning.
 */
export function detectDialect(head: Uint8Array, wanted: readonly string[]): Dialect {
  const header = FIRST_LINE.exec(decoder.decode(head))?.[1] ?? "";
  const unquoted = header.replaceAll("'", '"');
  const single = detectDelimiter(unquoted, wanted);
  const isSingle =
    !header.includes('"') && splitOutsideQuotes(unquoted, single).every((part) => /^\s*"[^"]*"\s*$/.test(part));
  return isSingle ? { delimiter: single, quote: "'" } : { delimiter: detectDelimiter(header, wanted), quote: '"' };
}

/** The delimiter that splits the header into most of the `wanted` names, then into most names. */
function detectDelimiter(header: string, wanted: readonly string[]): Delimiter {
  let best: Delimiter = ",";
  let bestScore = -1;
  for (const delimiter of DELIMITERS) {
    const names = splitOutsideQuotes(header, delimiter).map(plainName);
    const score = wanted.filter((name) => names.includes(name)).length * (header.length + 2) + names.length;
    if (score > bestScore) [best, bestScore] = [delimiter, score];
  }
  return best;
}

function splitOutsideQuotes(line: string, delimiter: Delimiter): string[] {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '"') quoted = !quoted;
    if (quoted || line[at] !== delimiter) continue;
    parts.push(line.slice(start, at));
    start = at + 1;
  }
  return [...parts, line.slice(start)];
}

function plainName(part: string): string {
  return part
    .trim()
    .replace(/^"(.*)"$/s, "$1")
    .trim();
}
