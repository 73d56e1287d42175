import type { GraphPart } from "../../onnx/dense-nodes.ts";
import type { EpochRow } from "../training/epoch-row.ts";
import type { Validation } from "../training/learner.ts";

/** What either model of a table comes to. */
export interface TrainedTable {
  readonly history: readonly EpochRow[];
  readonly bestEpoch: number;
  /** By the best epoch. */
  readonly validation: Validation;
  /** As `export.ts` takes it. */
  readonly part: GraphPart;
  readonly sampleScores: ArrayLike<number>;
}
