/** What was measured on the held-out data, as the reference trainers write it into metrics.json. */
export interface ModelMetrics {
  /** The accuracy of always answering the most frequent class; null where there are no classes. */
  readonly majorityBaseline: number | null;
  /** Root mean squared and mean absolute error, in the target's unit; null where there are classes. */
  readonly errors: { readonly rmse: number; readonly mae: number } | null;
  /** Rows are the truth, columns the prediction, in the order of `classes`. */
  readonly confusion: readonly (readonly number[])[];
  readonly classes: readonly ClassScore[];
}

export interface ClassScore {
  readonly name: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Held-out examples of this class. */
  readonly support: number;
}

type Loose = Record<string, unknown>;
const isLoose = (value: unknown): value is Loose => typeof value === "object" && value !== null;
const numberIn = (value: Loose, name: string): number | null => (typeof value[name] === "number" ? value[name] : null);

/** @returns null when a trainer of somebody's own has written something else: there is nothing to show then. */
export function modelMetrics(value: unknown): ModelMetrics | null {
  if (!isLoose(value)) return null;
  const rmse = numberIn(value, "rmse");
  const mae = numberIn(value, "mae");
  const confusion = Array.isArray(value.confusion) ? value.confusion.filter(isCounts) : [];
  const classes = Array.isArray(value.per_class) ? value.per_class.map(classScore).filter((one) => one !== null) : [];
  if (rmse === null && classes.length === 0) return null;
  return {
    majorityBaseline: numberIn(value, "majority_baseline"),
    errors: rmse === null || mae === null ? null : { rmse, mae },
    confusion: confusion.length === classes.length ? confusion : [],
    classes,
  };
}

const isCounts = (row: unknown): row is number[] => Array.isArray(row) && row.every((cell) => typeof cell === "number");

function classScore(value: unknown): ClassScore | null {
  if (!isLoose(value) || typeof value.class !== "string") return null;
  const [precision, recall, f1, support] = ["precision", "recall", "f1", "support"].map((name) =>
    numberIn(value, name),
  );
  if (precision == null || recall == null || f1 == null || support == null) return null;
  return { name: value.class, precision, recall, f1, support };
}
