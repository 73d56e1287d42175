import type { TrainerSplit } from "@flash/schemas";
import { seededRandom, shuffle } from "./seeded-random.ts";

/**
 * Decides which rows are held out, each class by itself, so that rare classes are on both sides.
 *
 * @param labels - one per record of the dataset, null for a record that is dropped.
 * @param share - for training, above 0 and below 1. A class of two or more rows has at least one on each side; a class of one
 * row is only trained on.
 * @returns record numbers in ascending order; the same for the same labels, share and seed.
 */
export function stratifiedSplit(labels: readonly (string | null)[], share: number, seed: number): TrainerSplit {
  const random = seededRandom(seed);
  const train: number[] = [];
  const validation: number[] = [];
  for (const rows of rowsByClass(labels)) {
    shuffle(rows, random);
    const kept = trainCount(rows.length, share);
    // Not push(...rows): a million arguments overflow the stack.
    for (const [index, row] of rows.entries()) (index < kept ? train : validation).push(row);
  }
  return { train: train.toSorted(ascending), validation: validation.toSorted(ascending) };
}

/** In the order of the classes' names, because each class takes its own random numbers. */
function rowsByClass(labels: readonly (string | null)[]): number[][] {
  const rows = new Map<string, number[]>();
  for (const [row, label] of labels.entries()) {
    if (label === null) continue;
    const known = rows.get(label);
    if (known === undefined) rows.set(label, [row]);
    else known.push(row);
  }
  return [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, list]) => list);
}

const trainCount = (count: number, share: number): number =>
  count === 1 ? 1 : Math.min(count - 1, Math.max(1, Math.round(count * share)));

const ascending = (a: number, b: number): number => a - b;
