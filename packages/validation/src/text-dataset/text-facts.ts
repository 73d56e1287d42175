import type { ClassFacts, LengthFacts } from "@flash/schemas";
import type { TextFactsState } from "../continuation/validation-state.ts";
import { decodeStart, type Span } from "../bytes/span.ts";
import { bySize } from "../report/class-verdict.ts";
import { LengthHistogram } from "../report/length-histogram.ts";
import type { OrdinaryCounts } from "../rows/ordinary-rows.ts";
import { isNumeric } from "./numeric-input.ts";

const SAMPLED_CLASSES = 50;
const SAMPLES_PER_CLASS = 3;
const SAMPLE_CHARACTERS = 200;

/** Everything that is counted about the kept rows. */
export class TextFacts {
  /** Kept rows of each class, by class number. */
  readonly rowsOfClass: number[];
  /** No kept input so far is anything but a number. */
  allNumeric: boolean;
  readonly #samples: string[][];
  readonly #lengths: LengthHistogram;

  constructor(from?: TextFactsState) {
    this.rowsOfClass = from?.rowsOfClass ?? [];
    this.allNumeric = from?.allNumeric ?? true;
    this.#samples = from?.samples ?? [];
    this.#lengths = new LengthHistogram(from?.lengths);
  }

  state(): TextFactsState {
    const { rowsOfClass, allNumeric } = this;
    return { rowsOfClass, allNumeric, samples: this.#samples, lengths: this.#lengths.state() };
  }

  count({ classes, lengths }: OrdinaryCounts): void {
    for (const { classNumber, rows } of classes) this.#keep(classNumber, rows);
    this.#lengths.addAll(lengths.buckets, lengths.sums);
  }

  keep(classNumber: number, characters: number): void {
    this.#keep(classNumber, 1);
    this.#lengths.add(characters);
  }

  #keep(classNumber: number, rows: number): void {
    this.rowsOfClass[classNumber] = (this.rowsOfClass[classNumber] ?? 0) + rows;
  }

  /** What the input of a row that is kept says; of no interest where nothing can be learned of it any more. */
  look(input: Span, classNumber: number): void {
    if (!this.isSampled(classNumber)) this.#sample(input, classNumber);
    if (this.allNumeric && !isNumeric(input)) this.allNumeric = false;
  }

  /** No more samples are wanted of the class. */
  isSampled(classNumber: number): boolean {
    return classNumber >= SAMPLED_CLASSES || this.#samples[classNumber]?.length === SAMPLES_PER_CLASS;
  }

  lengths(): LengthFacts | null {
    return this.#lengths.facts();
  }

  /** Most rows first, then by label. @param labels - of all classes, by class number. */
  classes(labels: readonly string[]): ClassFacts[] {
    return labels
      .map((label, index) => ({ label, rows: this.rowsOfClass[index] ?? 0, samples: this.#samples[index] ?? [] }))
      .sort(bySize);
  }

  #sample(input: Span, classNumber: number): void {
    (this.#samples[classNumber] ??= []).push(decodeStart(input, SAMPLE_CHARACTERS));
  }
}
