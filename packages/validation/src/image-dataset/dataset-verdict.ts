import type { ImageRules } from "@flash/schemas";
import type { ProblemLog } from "../report/problem-log.ts";

export interface ImageTotals {
  /** Files that are meant to be images. */
  readonly images: number;
  readonly kept: number;
  /** Classes with kept images, most images first. */
  readonly classes: readonly { label: string; rows: number; inTrain: number }[];
  readonly isSplit: boolean;
}

const SHOWN = 10;

/** Reports what only the whole dataset shows. One root cause gives one problem. */
export function judgeImages(totals: ImageTotals, rules: ImageRules, log: ProblemLog): void {
  const { images, kept, classes } = totals;
  if (images === 0) return log.add({ code: "no_images", details: {} });
  if (kept === 0) return log.add({ code: "no_usable_images", details: { images } });
  if (kept > rules.maxImages) log.add({ code: "too_many_images", details: { images: kept, limit: rules.maxImages } });
  const [largest, smallest] = [classes[0], classes.at(-1)];
  if (largest === undefined || smallest === undefined) return;
  judgeSizes(classes, rules, log);
  if (classes.length === 1) return log.add({ code: "one_class", details: { label: largest.label } });
  if (largest.rows >= smallest.rows * rules.imbalanceRatio) {
    const sizeOf = ({ label, rows }: { label: string; rows: number }) => ({ label, rows });
    log.add({ code: "class_imbalance", details: { largest: sizeOf(largest), smallest: sizeOf(smallest) } });
  }
  judgeSpelling(classes, log);
  if (totals.isSplit) judgeSplit(classes, log);
}

function judgeSizes(classes: ImageTotals["classes"], rules: ImageRules, log: ProblemLog): void {
  const { minImagesPerClass: limit, recommendedImagesPerClass: recommended } = rules;
  const tooFew = classes.filter(({ rows }) => rows < limit);
  const few = classes.filter(({ rows }) => rows >= limit && rows < recommended);
  if (tooFew.length > 0) {
    log.add({ code: "too_few_in_class", details: { labels: shown(tooFew), limit } }, undefined, tooFew.length);
  }
  if (few.length > 0) {
    log.add({ code: "few_in_class", details: { labels: shown(few), recommended } }, undefined, few.length);
  }
}

function judgeSpelling(classes: ImageTotals["classes"], log: ProblemLog): void {
  const labels = classes.map(({ label }) => label);
  const groups = [...Map.groupBy(labels, (label) => label.toLowerCase()).values()].filter(({ length }) => length > 1);
  if (groups.length === 0) return;
  log.add({ code: "labels_differ_by_case", details: { groups: groups.slice(0, SHOWN) } }, undefined, groups.length);
}

/** A class that is only tested with was never learned. */
function judgeSplit(classes: ImageTotals["classes"], log: ProblemLog): void {
  const untaught = classes.filter(({ inTrain }) => inTrain === 0);
  if (untaught.length === 0) return;
  log.add({ code: "class_not_in_train", details: { labels: shown(untaught) } }, undefined, untaught.length);
}

const shown = (classes: ImageTotals["classes"]): string[] => classes.slice(0, SHOWN).map(({ label }) => label);
