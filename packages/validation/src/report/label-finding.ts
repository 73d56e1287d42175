import type { LabelFault } from "../rows/row-fault.ts";
import type { Finding } from "./problem-log.ts";

export interface LabelLimits {
  readonly maxClasses: number;
  /** After trimming. */
  readonly maxLabelCharacters: number;
}

export const labelFinding = (fault: LabelFault, { maxClasses, maxLabelCharacters }: LabelLimits): Finding =>
  fault === "label_too_long"
    ? { code: fault, details: { limitCharacters: maxLabelCharacters } }
    : { code: fault, details: { limit: maxClasses } };
