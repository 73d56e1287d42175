import { DEFAULT_TABLE_RULES } from "../dataset-rules.ts";
import type { TaskTypeDefinition } from "./definition.ts";
import { tabularHyperparameters } from "./tabular-fields.ts";

const GIB = 1024 ** 3;

export const tabularClassification = {
  name: "tabular-classification",
  title: "Table classification",
  hyperparameters: tabularHyperparameters,
  dataset: { ...DEFAULT_TABLE_RULES, minRows: 10, target: "class" },
  maxDatasetBytes: GIB,
  score: "accuracy",
} as const satisfies TaskTypeDefinition;
