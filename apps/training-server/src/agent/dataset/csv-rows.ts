/** One row as it stood in the file. */
export interface CsvRow {
  readonly cells: readonly string[];
  /** The file ended inside quotes. */
  readonly unclosed: boolean;
}

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/**
 * Reads CSV with any one-character delimiter from text in pieces, the way the dataset validator reads it: rows end at LF, CRLF or CR,
 * blank lines are no rows, a quote inside an unquoted cell is text, and so is what follows a closing quote (spaces alone are not).
 */
export class CsvRows {
  readonly #delimiter: number;
  readonly #onRow: (row: CsvRow) => void;
  #state: "start" | "plain" | "quoted" | "quote" | "tail" = "start";
  #cells: string[] = [];
  #cell = "";
  /** What follows a closing quote. */
  #tail = "";
  #quotedInRow = false;
  #afterCr = false;
  /** Characters of the row so far; whoever reads bounds it. */
  rowLength = 0;

  constructor(delimiter: string, onRow: (row: CsvRow) => void) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#onRow = onRow;
  }

  push(text: string): void {
    let at = this.#afterCr && text.charCodeAt(0) === LF ? 1 : 0;
    if (text.length > 0) this.#afterCr = false;
    while (at < text.length) {
      const end = this.#runEnd(text, at);
      this.#append(text.slice(at, end));
      at = end < text.length ? this.#special(text, end) : end;
    }
  }

  finish(): void {
    if (this.#state === "start" && this.#cells.length === 0) return;
    this.#endRow(this.#state === "quoted");
  }

  /** Where the characters end that mean nothing in this state. */
  #runEnd(text: string, from: number): number {
    if (this.#state === "quoted") {
      const quote = text.indexOf('"', from);
      return quote < 0 ? text.length : quote;
    }
    if (this.#state === "start" || this.#state === "quote") return from;
    for (let at = from; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === this.#delimiter || code === LF || code === CR) return at;
    }
    return text.length;
  }

  #append(run: string): void {
    this.rowLength += run.length;
    if (this.#state === "tail") this.#tail += run;
    else this.#cell += run;
  }

  /** Takes the character that ended a run; returns where to go on. */
  #special(text: string, at: number): number {
    const code = text.charCodeAt(at);
    if (this.#state === "quoted") {
      this.#state = "quote";
      return at + 1;
    }
    if (this.#state === "quote" && code === QUOTE) {
      this.#cell += '"';
      this.#state = "quoted";
      return at + 1;
    }
    if (code === this.#delimiter) {
      this.#endCell();
      // A delimiter promises another cell, so that a row of nothing but delimiters is no blank line.
      return at + 1;
    }
    if (code === LF || code === CR) return this.#lineEnd(text, at);
    if (this.#state === "start") return this.#openCell(code, at);
    this.#state = "tail";
    return at;
  }

  #openCell(code: number, at: number): number {
    this.#state = code === QUOTE ? "quoted" : "plain";
    if (code !== QUOTE) return at;
    this.#quotedInRow = true;
    return at + 1;
  }

  #lineEnd(text: string, at: number): number {
    const isCr = text.charCodeAt(at) === CR;
    if (this.#state !== "start" || this.#cells.length > 0) this.#endRow(false);
    if (isCr && at + 1 < text.length) return text.charCodeAt(at + 1) === LF ? at + 2 : at + 1;
    this.#afterCr = isCr;
    return at + 1;
  }

  #endCell(): void {
    this.#cells.push(/^ *$/u.test(this.#tail) ? this.#cell : this.#cell + this.#tail);
    this.#cell = "";
    this.#tail = "";
    this.#state = "start";
  }

  #endRow(unclosed: boolean): void {
    this.#endCell();
    const cells = this.#cells;
    const isBlankLine = cells.length === 1 && !this.#quotedInRow && isBlank(cells[0] ?? "");
    this.#cells = [];
    this.#quotedInRow = false;
    this.rowLength = 0;
    if (!isBlankLine) this.#onRow({ cells, unclosed });
  }
}

/** Nothing but white space as `trim` sees it, and control characters. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const BLANK = /^[\s\u0000-\u0020]*$/u;
export const isBlank = (text: string): boolean => BLANK.test(text);
