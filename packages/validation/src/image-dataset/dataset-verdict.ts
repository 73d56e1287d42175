import type { ImageRules } from "@flash/schemas";
import { judgeBalance, judgeSpelling, labelsOf } from "../report/class-verdict.ts";
import type { ProblemLog } from "../report/problem-log.ts";

export interface ImageTotals {
  /** Files that are meant to be images. */
  readonly images: number;
  readonly kept: number;
  /** Classes with kept images, most images first. */
  readonly classes: readonly { label: string; rows: number; inTrain: number }[];
  readonly isSplit: boolean;
}

/** Reports what only the whole dataset shows. One root cause gives one problem. */
export function judgeImages(totals: ImageTotals, rules: ImageRules, log: ProblemLog): void {
  const { images, kept, classes } = totals;
  if (images === 0) return log.add({ code: "no_images", details: {} });
  if (kept === 0) return log.add({ code: "no_usable_images", details: { images } });
  if (kept > rules.maxImages) log.add({ code: "too_many_images", details: { images: kept, limit: rules.maxImages } });
  judgeSizes(classes, rules, log);
  if (!judgeBalance(classes, rules, log)) return;
  judgeSpelling(
    classes.map(({ label }) => label),
    log,
  );
  if (totals.isSplit) judgeSplit(classes, log);
}

function judgeSizes(classes: ImageTotals["classes"], rules: ImageRules, log: ProblemLog): void {
  const { minImagesPerClass: limit, recommendedImagesPerClass: recommended } = rules;
  const tooFew = classes.filter(({ rows }) => rows < limit);
  const few = classes.filter(({ rows }) => rows >= limit && rows < recommended);
  if (tooFew.length > 0) {
    log.add({ code: "too_few_in_class", details: { labels: labelsOf(tooFew), limit } }, undefined, tooFew.length);
  }
  if (few.length > 0) {
    log.add({ code: "few_in_class", details: { labels: labelsOf(few), recommended } }, undefined, few.length);
  }
}

/** A class that is only tested with was never learned. */
function judgeSplit(classes: ImageTotals["classes"], log: ProblemLog): void {
  const untaught = classes.filter(({ inTrain }) => inTrain === 0);
  if (untaught.length === 0) return;
  log.add({ code: "class_not_in_train", details: { labels: labelsOf(untaught) } }, undefined, untaught.length);
}
