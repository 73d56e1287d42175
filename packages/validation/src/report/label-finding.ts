import type { Finding } from "./problem-log.ts";

/** Why a label makes no class. */
export type LabelFault = "labelTooLong" | "tooManyClasses";

export interface LabelLimits {
  readonly maxClasses: number;
  /** After trimming. */
  readonly maxLabelCharacters: number;
}

export const labelFinding = (fault: LabelFault, { maxClasses, maxLabelCharacters }: LabelLimits): Finding =>
  fault === "labelTooLong"
    ? { code: "label_too_long", details: { limitCharacters: maxLabelCharacters } }
    : { code: "too_many_classes", details: { limit: maxClasses } };
