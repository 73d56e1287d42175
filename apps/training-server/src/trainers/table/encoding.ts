import * as z from "zod";

/** Numbers are standardised: (value - mean) ÷ deviation. A missing one becomes the median. */
const NumberColumn = z.object({
  name: z.string(),
  kind: z.literal("number"),
  mean: z.number(),
  deviation: z.number().positive(),
  median: z.number(),
  /** Some rows had none: a further feature says so, 1 for missing. */
  mayMiss: z.boolean(),
});

/** One feature for each category: 1 where it is met. A missing or unknown one meets none. */
const CategoryColumn = z.object({ name: z.string(), kind: z.literal("category"), categories: z.array(z.string()) });

/** Nothing can be learned from it: one value everywhere, or as many as rows. */
const IgnoredColumn = z.object({ name: z.string(), kind: z.literal("ignored") });

export const TableColumn = z.discriminatedUnion("kind", [NumberColumn, CategoryColumn, IgnoredColumn]);
export type TableColumn = z.infer<typeof TableColumn>;

/** preprocess.json: how a row's cells become the model's input, feature after feature in the order of the columns. */
export const TablePreprocess = z.object({
  version: z.literal(1),
  target: z.string(),
  columns: z.array(TableColumn),
});
export type TablePreprocess = z.infer<typeof TablePreprocess>;

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

export const featureCount = ({ columns }: TablePreprocess): number =>
  columns.reduce((sum, column) => sum + featuresOfColumn(column), 0);

/** Cells that stand for nothing, in any case of letters. */
const MISSING = new Set(["", "na", "n/a", "nan", "null", "none", "-", "?"]);
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/u;

export const isMissing = (cell: string): boolean => MISSING.has(cell.trim().toLowerCase());

/** A decimal number with a point; undefined for anything else. */
export function numberIn(cell: string): number | undefined {
  const text = cell.trim();
  if (!NUMBER.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Turns rows into the model's input; a cell that is missing from the row counts as missing. */
export function rowEncoder(preprocess: TablePreprocess): (row: Readonly<Record<string, string>>) => Float32Array {
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

function encodeCell(column: TableColumn, cell: string, features: Float32Array, at: number): void {
  if (column.kind === "ignored") return;
  if (column.kind === "category") {
    const index = isMissing(cell) ? -1 : column.categories.indexOf(cell.trim());
    if (index >= 0) features[at + index] = 1;
    return;
  }
  const value = isMissing(cell) ? undefined : numberIn(cell);
  features[at] = ((value ?? column.median) - column.mean) / column.deviation;
  if (value === undefined && column.mayMiss) features[at + 1] = 1;
}
