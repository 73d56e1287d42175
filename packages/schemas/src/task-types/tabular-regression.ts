import { DEFAULT_TABLE_RULES } from "../dataset-rules.ts";
import type { TaskTypeDefinition } from "./definition.ts";
import { tabularHyperparameters } from "./tabular-fields.ts";

const GIB = 1024 ** 3;

export const tabularRegression = {
  name: "tabular-regression",
  title: "Table regression",
  hyperparameters: tabularHyperparameters,
  dataset: { ...DEFAULT_TABLE_RULES, minRows: 10, target: "number" },
  maxDatasetBytes: GIB,
  score: "r2",
} as const satisfies TaskTypeDefinition;
