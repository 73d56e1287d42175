export interface ClassMetrics {
  readonly class: string;
  /** Correct ÷ predicted as this class; 0 if it was never predicted. */
  readonly precision: number;
  /** Correct ÷ rows of this class; 0 if there is none. */
  readonly recall: number;
  readonly f1: number;
  /** Rows of this class. */
  readonly support: number;
}

export interface ClassificationMetrics {
  readonly accuracy: number;
  /** The accuracy of always answering the most frequent class. */
  readonly majority_baseline: number;
  /** The mean of the classes' F1, each class counting alike. */
  readonly macro_f1: number;
  /** Rows are the truth, columns the prediction, in the order of the classes. */
  readonly confusion: readonly (readonly number[])[];
  readonly per_class: readonly ClassMetrics[];
}

/** @param truth, predicted - class numbers, row by row, of at least one row. */
export function classificationMetrics(
  classes: readonly string[],
  truth: readonly number[],
  predicted: readonly number[],
): ClassificationMetrics {
  const confusion = classes.map(() => classes.map(() => 0));
  for (const [row, label] of truth.entries()) {
    const counts = confusion[label];
    const guess = predicted[row];
    if (counts !== undefined && guess !== undefined) counts[guess] = (counts[guess] ?? 0) + 1;
  }
  const per_class = classes.map((name, index) => classMetrics(name, index, confusion));
  const correct = sum(confusion.map((row, index) => row[index] ?? 0));
  return {
    accuracy: correct / truth.length,
    majority_baseline: Math.max(...per_class.map(({ support }) => support)) / truth.length,
    macro_f1: sum(per_class.map(({ f1 }) => f1)) / classes.length,
    confusion,
    per_class,
  };
}

function classMetrics(name: string, index: number, confusion: readonly (readonly number[])[]): ClassMetrics {
  const correct = confusion[index]?.[index] ?? 0;
  const support = sum(confusion[index] ?? []);
  const guessed = sum(confusion.map((row) => row[index] ?? 0));
  const f1 = ratio(2 * correct, support + guessed);
  return { class: name, precision: ratio(correct, guessed), recall: ratio(correct, support), f1, support };
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
