import { TEXT_COLUMNS } from "@flash/schemas";
import type { TextRules } from "@flash/schemas";
import { AttemptFault } from "../attempt/attempt-fault.ts";
import { delimiterOf } from "./csv-delimiter.ts";
import { CsvRows, isBlank } from "./csv-rows.ts";
import type { CsvRow } from "./csv-rows.ts";

export interface TextRow {
  readonly input: string;
  /** Trimmed. */
  readonly label: string;
}

/** Text that is looked at to find the delimiter, in bytes: as much as the validator looks at. */
const HEAD_BYTES = 16_384;

/**
 * The rows of a text dataset that are trained on: exactly those that the dataset validator keeps, whatever the file's delimiter,
 * line ends, further columns or byte-order mark.
 *
 * @throws AttemptFault `bad_data` when the header lacks a needed column or a row is longer than the rules allow.
 */
export async function* textRows(source: AsyncIterable<Uint8Array>, rules: TextRules): AsyncGenerator<TextRow[]> {
  const reader = new TextRowReader(rules);
  for await (const text of decoded(source)) {
    reader.push(text);
    yield reader.take();
  }
  reader.finish();
  yield reader.take();
}

/** The beginning comes in one piece, so that the delimiter can be found in it. A byte-order mark is dropped. */
async function* decoded(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let head: Uint8Array | null = new Uint8Array(0);
  for await (const chunk of source) {
    if (head === null) {
      yield decoder.decode(chunk, { stream: true });
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < HEAD_BYTES) continue;
    yield decoder.decode(head.subarray(0, HEAD_BYTES), { stream: true });
    yield decoder.decode(head.subarray(HEAD_BYTES), { stream: true });
    head = null;
  }
  yield decoder.decode(head ?? new Uint8Array(0));
}

class TextRowReader {
  readonly #rules: TextRules;
  #rows: CsvRows | null = null;
  #columns: { input: number; label: number; count: number } | null = null;
  #taken: TextRow[] = [];

  constructor(rules: TextRules) {
    this.#rules = rules;
  }

  push(text: string): void {
    this.#rows ??= new CsvRows(delimiterOf(text, TEXT_COLUMNS), (row) => this.#row(row));
    this.#rows.push(text);
    if (this.#rows.rowLength > this.#rules.maxRowBytes)
      throw new AttemptFault("bad_data", "A row of the dataset is too long.");
  }

  finish(): void {
    this.#rows?.finish();
    if (this.#columns === null) throw new AttemptFault("bad_data", "The dataset is empty.");
  }

  /** The rows since the last call. */
  take(): TextRow[] {
    const taken = this.#taken;
    this.#taken = [];
    return taken;
  }

  #row(row: CsvRow): void {
    if (this.#columns === null) this.#columns = columnsOf(row);
    else this.#keep(row, this.#columns);
  }

  #keep({ cells, unclosed }: CsvRow, { input, label, count }: { input: number; label: number; count: number }): void {
    const text = cells[input];
    const name = cells[label];
    if (unclosed || text === undefined || name === undefined) return;
    if (cells.length > count && !cells.slice(count).every(isBlank)) return;
    if (isBlank(text) || isBlank(name)) return;
    const trimmed = name.trim();
    if (isLongerThan(trimmed, this.#rules.maxLabelCharacters)) return;
    this.#taken.push({ input: text, label: trimmed });
  }
}

function columnsOf({ cells }: CsvRow): { input: number; label: number; count: number } {
  const names = cells.map((name) => name.trim());
  const [input, label] = [names.indexOf("input"), names.indexOf("label")];
  if (input >= 0 && label >= 0) return { input, label, count: cells.length };
  throw new AttemptFault("bad_data", "The dataset has no columns input and label.");
}

const isLongerThan = (text: string, characters: number): boolean =>
  text.length > characters && Array.from(text).length > characters;
