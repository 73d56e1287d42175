import type { ColumnFacts, ColumnType } from "@flash/schemas";
import { LastView } from "../bytes/last-view.ts";
import type { Span } from "../bytes/span.ts";
import type { TallyState } from "../continuation/validation-state.ts";
import { countCharacters } from "../encoding/utf8-checker.ts";
import { LengthHistogram } from "../report/length-histogram.ts";
import type { CellValue } from "./cell-kinds.ts";
import { DistinctValues } from "./distinct-values.ts";

/** A column of texts has categories while there are at most so many, and each occurs twice on average. */
const MAX_CATEGORIES = 200;
const MIXED_SHARE = 0.9;
const SIGNIFICANT_DIGITS = 6;

/** Counts what the kept rows have in one column. */
export class ColumnTally {
  readonly name: string;
  readonly #views = new LastView();
  readonly #distinct: DistinctValues;
  readonly #kinds: TallyState["kinds"];
  /** Of texts, if there are any. */
  #lengths: LengthHistogram | undefined;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #mean = 0;
  #squares = 0;

  constructor(name: string, from?: TallyState) {
    this.name = name;
    this.#distinct = new DistinctValues(from?.distinct);
    this.#kinds = from?.kinds ?? { missing: 0, integer: 0, number: 0, boolean: 0, date: 0, text: 0 };
    if (from === undefined) return;
    if (from.lengths !== null) this.#lengths = new LengthHistogram(from.lengths);
    [this.#min = 0, this.#max = 0, this.#mean = 0, this.#squares = 0] = from.numbers;
  }

  state(): TallyState {
    const numbers = Float64Array.of(this.#min, this.#max, this.#mean, this.#squares);
    const lengths = this.#lengths?.state() ?? null;
    return { name: this.name, kinds: this.#kinds, numbers, distinct: this.#distinct.state(), lengths };
  }

  add(cell: Span, { kind, number }: CellValue): void {
    this.#kinds[kind]++;
    if (kind === "missing") return;
    this.#distinct.add(cell);
    if (kind === "integer" || kind === "number") this.#addNumber(number);
    if (kind === "text") (this.#lengths ??= new LengthHistogram()).add(countCharacters(cell, this.#views));
  }

  get missing(): number {
    return this.#kinds.missing;
  }

  get distinct(): number {
    return this.#distinct.count;
  }

  /** Numbers nearly throughout. */
  get isMixed(): boolean {
    const { numbers, values } = this.#counts();
    return numbers < values && numbers >= values * MIXED_SHARE;
  }

  facts(): ColumnFacts {
    const type = this.#type();
    const isNumeric = type === "integer" || type === "number";
    return {
      name: this.name,
      type,
      missing: this.#kinds.missing,
      distinct: { count: this.#distinct.count, atLeast: this.#distinct.isFull },
      numbers: isNumeric ? this.#numberFacts() : null,
      length: this.#lengths?.facts() ?? null,
      samples: this.#distinct.samples,
    };
  }

  #counts(): { numbers: number; values: number } {
    const { integer, number, boolean, date, text } = this.#kinds;
    return { numbers: integer + number, values: integer + number + boolean + date + text };
  }

  #type(): ColumnType {
    const { integer, boolean, date } = this.#kinds;
    const { numbers, values } = this.#counts();
    if (values === 0) return "empty";
    if (integer === values) return "integer";
    if (numbers === values) return "number";
    if (boolean === values) return "boolean";
    if (date === values) return "date";
    return this.#distinct.count <= Math.min(MAX_CATEGORIES, values / 2) ? "category" : "text";
  }

  /** Welford's way: exact enough where all numbers are large and alike. */
  #addNumber(number: number): void {
    const count = this.#kinds.integer + this.#kinds.number;
    if (number < this.#min) this.#min = number;
    if (number > this.#max) this.#max = number;
    const off = number - this.#mean;
    this.#mean += off / count;
    this.#squares += off * (number - this.#mean);
  }

  #numberFacts(): NonNullable<ColumnFacts["numbers"]> {
    const count = this.#kinds.integer + this.#kinds.number;
    const deviation = Math.sqrt(this.#squares / count);
    return { min: this.#min, max: this.#max, mean: rounded(this.#mean), deviation: rounded(deviation) };
  }
}

/** Beyond the largest numbers sums overflow: then there is nothing to say. */
const rounded = (number: number): number =>
  Number.isFinite(number) ? Number(number.toPrecision(SIGNIFICANT_DIGITS)) : 0;
