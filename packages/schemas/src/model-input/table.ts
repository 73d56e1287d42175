/** From a table's row to what a model takes: the same code in the trainer and in whoever uses the model. No library, for pages as well. */

/** How the cells of one column become features. */
export type TableColumn =
  /** Standardised: (value - mean) ÷ deviation, a million at most either way. A missing one becomes the median; a further feature may say so, 1 for missing. */
  | {
      readonly name: string;
      readonly kind: "number";
      readonly mean: number;
      readonly deviation: number;
      readonly median: number;
      /** Some rows had none. */
      readonly mayMiss: boolean;
    }
  /** One feature for each category: 1 where it is met. A missing or unknown one meets none. */
  | { readonly name: string; readonly kind: "category"; readonly categories: readonly string[] }
  /** Nothing can be learned from it: one value everywhere, or as many as rows. */
  | { readonly name: string; readonly kind: "ignored" };

/** What of a model's preprocess.json decides about the features of a row: feature after feature in the order of the columns. */
export interface TableInput {
  readonly columns: readonly TableColumn[];
}

const featuresOfColumn = (column: TableColumn): number => {
  switch (column.kind) {
    case "number":
      return column.mayMiss ? 2 : 1;
    case "category":
      return column.categories.length;
    case "ignored":
      return 0;
  }
};

export const featureCount = ({ columns }: TableInput): number =>
  columns.reduce((sum, column) => sum + featuresOfColumn(column), 0);

/** Cells that stand for nothing, in any case of letters. */
const MISSING = new Set(["", "na", "n/a", "nan", "null", "none", "-", "?"]);
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/u;

export const isMissingCell = (cell: string): boolean => MISSING.has(cell.trim().toLowerCase());

/** A decimal number with a point; undefined for anything else. */
export function numberInCell(cell: string): number | undefined {
  const text = cell.trim();
  if (!NUMBER.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Turns rows into the model's input; a cell that is missing from the row counts as missing. */
export function rowEncoder(
  preprocess: TableInput,
): (row: Readonly<Record<string, string>>) => Float32Array<ArrayBuffer> {
  const width = featureCount(preprocess);
  return (row) => {
    const features = new Float32Array(width);
    let at = 0;
    for (const column of preprocess.columns) {
      encodeCell(column, Object.hasOwn(row, column.name) ? (row[column.name] ?? "") : "", features, at);
      at += featuresOfColumn(column);
    }
    return features;
  };
}

/** In standard deviations. A cell such as 1e300, which stands for a missing value in some exports, would make the model's answer no number. */
const FURTHEST = 1e6;

function encodeCell(column: TableColumn, cell: string, features: Float32Array, at: number): void {
  if (column.kind === "ignored") return;
  if (column.kind === "category") {
    const index = isMissingCell(cell) ? -1 : column.categories.indexOf(cell.trim());
    if (index >= 0) features[at + index] = 1;
    return;
  }
  const value = isMissingCell(cell) ? undefined : numberInCell(cell);
  const distance = ((value ?? column.median) - column.mean) / column.deviation;
  features[at] = Math.max(-FURTHEST, Math.min(FURTHEST, distance));
  if (value === undefined && column.mayMiss) features[at + 1] = 1;
}
