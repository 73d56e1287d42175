import type { TableColumn, TablePreprocess } from "./encoding.ts";
import { spreadOf } from "../learning/spread.ts";
import { isMissingCell, numberInCell } from "./encoding.ts";

/** More categories than this are cut to the most frequent: the others meet none. */
const MAX_CATEGORIES = 50;
/** A column of words in which more than this share of the rows has a value of its own is a name or a key. */
const KEY_SHARE = 0.5;

/**
 * Decides what each column is, from the rows that are trained on alone: what is held out must not be looked at.
 *
 * @param columns - by name, the cells of the training rows.
 */
export const learnEncoding = (columns: ReadonlyMap<string, readonly string[]>, target: string): TablePreprocess => ({
  version: 1,
  target,
  columns: [...columns].filter(([name]) => name !== target).map(([name, cells]) => columnOf(name, cells)),
});

function columnOf(name: string, cells: readonly string[]): TableColumn {
  const present = cells.filter((cell) => !isMissingCell(cell));
  const numbers = present.flatMap((cell) => numberInCell(cell) ?? []);
  if (present.length === 0) return { name, kind: "ignored" };
  if (numbers.length < present.length) return categoryColumn(name, present);
  const { mean, deviation } = spreadOf(numbers);
  const mayMiss = present.length < cells.length;
  if (deviation === Infinity || (deviation === 0 && !mayMiss)) return { name, kind: "ignored" };
  return {
    name,
    kind: "number",
    mean,
    deviation: deviation === 0 ? 1 : deviation,
    median: medianOf(numbers),
    mayMiss,
  };
}

function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : (sorted[middle - 1] ?? 0) / 2 + (sorted[middle] ?? 0) / 2;
}

function categoryColumn(name: string, present: readonly string[]): TableColumn {
  const counts = new Map<string, number>();
  for (const cell of present) counts.set(cell.trim(), (counts.get(cell.trim()) ?? 0) + 1);
  const isKey = counts.size > 2 && counts.size > present.length * KEY_SHARE;
  if (counts.size < 2 || isKey) return { name, kind: "ignored" };
  const frequent = [...counts]
    .toSorted(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
    .slice(0, MAX_CATEGORIES);
  return { name, kind: "category", categories: frequent.map(([category]) => category).toSorted() };
}
