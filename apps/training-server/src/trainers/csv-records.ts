/** One record of a CSV file. */
export interface CsvRecord {
  /** From 1: the line on which the record begins. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** The file breaks RFC 4180 in a way that leaves no honest reading. */
export class CsvError extends Error {
  readonly line: number;

  constructor(line: number, problem: string) {
    super(`data.csv, line ${line}: ${problem}`);
    this.name = "CsvError";
    this.line = line;
  }
}

/**
 * Reads RFC 4180 from text in pieces: comma, double quotes doubled inside quotes, CRLF, LF or CR as line ends, quoted line
 * breaks kept. A byte order mark and wholly empty lines are skipped. A quote inside an unquoted field is a plain character.
 *
 * @throws CsvError for an unclosed quote, and for text after a closing quote.
 */
export function csvReader(onRecord: (record: CsvRecord) => void): { push(text: string): void; end(): void } {
  let state: "start" | "plain" | "quoted" | "quote" = "start";
  let field = "";
  let fields: string[] = [];
  let line = 1;
  let recordLine = 1;
  let quoteLine = 1;
  let afterCarriageReturn = false;
  let first = true;

  const endField = (): void => {
    fields.push(field);
    field = "";
    state = "start";
  };
  const endRecord = (): void => {
    const isEmptyLine = fields.length === 0 && field === "" && state === "start";
    if (!isEmptyLine) {
      endField();
      onRecord({ line: recordLine, fields });
    }
    fields = [];
    line += 1;
    recordLine = line;
  };
  const quotedRun = (text: string, from: number): number => {
    const quote = text.indexOf('"', from);
    const end = quote < 0 ? text.length : quote;
    const run = text.slice(from, end);
    line += lineBreaksIn(run);
    field += run;
    if (quote < 0) return end;
    state = "quote";
    return end + 1;
  };
  const plainRun = (text: string, from: number): number => {
    PLAIN_RUN.lastIndex = from;
    const run = PLAIN_RUN.exec(text)?.[0] ?? "";
    if (run === "") return from;
    if (state === "quote") throw new CsvError(line, AFTER_QUOTE);
    field += run;
    state = "plain";
    afterCarriageReturn = false;
    return from + run.length;
  };
  const special = (character: string): void => {
    switch (character) {
      case ",":
        endField();
        return;
      case "\n":
      case "\r":
        endRecord();
        return;
      case '"':
        if (state === "quote") {
          field += '"';
          state = "quoted";
          return;
        }
        if (state === "start") {
          quoteLine = line;
          state = "quoted";
          return;
        }
        field += '"';
    }
  };

  return {
    push(text) {
      let at = 0;
      if (first && text.length > 0) {
        first = false;
        if (text.startsWith("\ufeff")) at = 1;
      }
      while (at < text.length) {
        if (state === "quoted") {
          at = quotedRun(text, at);
          continue;
        }
        at = plainRun(text, at);
        if (at === text.length) break;
        const character = text.charAt(at);
        at += 1;
        // The second half of CRLF, wherever the pieces were cut.
        if (!(character === "\n" && afterCarriageReturn)) special(character);
        afterCarriageReturn = character === "\r";
      }
    },
    end() {
      if (state === "quoted") throw new CsvError(quoteLine, "a quote is opened here and never closed");
      if (fields.length > 0 || field !== "" || state !== "start") endRecord();
    },
  };
}

const PLAIN_RUN = /[^,"\r\n]+/y;
const AFTER_QUOTE = "there is text after a closing quote; a quote inside a quoted field is written twice";

const lineBreaksIn = (text: string): number => {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
};
