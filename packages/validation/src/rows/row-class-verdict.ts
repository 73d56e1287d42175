import type { ClassFacts } from "@flash/schemas";
import { judgeBalance, judgeSpelling, labelsOf } from "../report/class-verdict.ts";
import type { ProblemLog } from "../report/problem-log.ts";

/**
 * Reports what is remarkable about the classes of rows.
 *
 * @param classes - with kept rows, most rows first.
 * @param labels - of all classes.
 */
export function judgeRowClasses(
  { classes, labels }: { readonly classes: readonly ClassFacts[]; readonly labels: readonly string[] },
  rules: { readonly imbalanceRatio: number },
  log: ProblemLog,
): void {
  const single = classes.filter(({ rows }) => rows === 1);
  if (judgeBalance(classes, rules, log) && single.length > 0) {
    log.add({ code: "single_row_class", details: { labels: labelsOf(single) } }, undefined, single.length);
  }
  judgeSpelling(labels, log);
}
