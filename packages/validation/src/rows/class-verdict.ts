import type { ClassFacts } from "@flash/schemas";
import type { ProblemLog } from "../report/problem-log.ts";

const SHOWN = 10;

/** Reports what is remarkable about the sizes of classes. @param classes - with kept rows, most rows first. */
export function judgeClasses(
  classes: readonly ClassFacts[],
  rules: { readonly imbalanceRatio: number },
  log: ProblemLog,
): void {
  const [largest, smallest] = [classes[0], classes.at(-1)];
  if (largest === undefined || smallest === undefined) return;
  if (classes.length === 1) return log.add({ code: "one_class", details: { label: largest.label } });
  const single = classes.filter(({ rows }) => rows === 1);
  if (single.length > 0) {
    const labels = single.slice(0, SHOWN).map(({ label }) => label);
    log.add({ code: "single_row_class", details: { labels } }, undefined, single.length);
  }
  if (largest.rows >= smallest.rows * rules.imbalanceRatio) {
    const sizeOf = ({ label, rows }: ClassFacts) => ({ label, rows });
    log.add({ code: "class_imbalance", details: { largest: sizeOf(largest), smallest: sizeOf(smallest) } });
  }
}

/** Reports labels that differ only by case. */
export function judgeSpelling(labels: readonly string[], log: ProblemLog): void {
  const groups = [...Map.groupBy(labels, (label) => label.toLowerCase()).values()].filter(({ length }) => length > 1);
  if (groups.length === 0) return;
  log.add({ code: "labels_differ_by_case", details: { groups: groups.slice(0, SHOWN) } }, undefined, groups.length);
}
