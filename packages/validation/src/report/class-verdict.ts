import type { ProblemLog } from "./problem-log.ts";

/** A class and its examples that are kept: rows or images. */
export interface ClassSize {
  readonly label: string;
  readonly rows: number;
}

/** Labels that are shown of those that have a problem. */
const SHOWN = 10;
/** Classes that are listed in a report. */
const LISTED = 1_000;

export const labelsOf = (classes: readonly ClassSize[]): string[] => classes.slice(0, SHOWN).map(({ label }) => label);

/** Most examples first, then by label. */
export const bySize = (one: ClassSize, other: ClassSize): number =>
  other.rows - one.rows || (one.label < other.label ? -1 : 1);

export const listed = <Class>(classes: readonly Class[]): { count: number; list: Class[] } => ({
  count: classes.length,
  list: classes.slice(0, LISTED),
});

/**
 * Reports what is remarkable about the sizes of classes.
 *
 * @param classes - with kept examples, {@link bySize}.
 * @returns whether there are several.
 */
export function judgeBalance(
  classes: readonly ClassSize[],
  { imbalanceRatio }: { readonly imbalanceRatio: number },
  log: ProblemLog,
): boolean {
  const [largest, smallest] = [classes[0], classes.at(-1)];
  if (largest === undefined || smallest === undefined) return false;
  if (classes.length === 1) {
    log.add({ code: "one_class", details: { label: largest.label } });
    return false;
  }
  if (largest.rows >= smallest.rows * imbalanceRatio) {
    const sizeOf = ({ label, rows }: ClassSize) => ({ label, rows });
    log.add({ code: "class_imbalance", details: { largest: sizeOf(largest), smallest: sizeOf(smallest) } });
  }
  return true;
}

/** Reports labels that differ only by case. */
export function judgeSpelling(labels: readonly string[], log: ProblemLog): void {
  const groups = [...Map.groupBy(labels, (label) => label.toLowerCase()).values()].filter(({ length }) => length > 1);
  if (groups.length === 0) return;
  log.add({ code: "labels_differ_by_case", details: { groups: groups.slice(0, SHOWN) } }, undefined, groups.length);
}
