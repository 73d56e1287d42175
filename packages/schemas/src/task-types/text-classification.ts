import * as z from "zod";
import { DEFAULT_TEXT_RULES } from "../dataset-rules.ts";
import type { TaskTypeDefinition } from "./definition.ts";
import { dataSplit, reduceLrOnPlateau, seed, stepLr } from "./learning-fields.ts";
import { optimization, type RateOfOptimizer, withDefaultRate } from "./learning-rate.ts";

/** Where the caller chooses none: SGD needs steps two hundred times as large as Adam's to learn in five epochs. */
const LEARNING_RATE = { adam: 0.001, sgd: 0.2 } as const satisfies RateOfOptimizer;

/**
 * Names and defaults are the original product's; limits are wider where its reason (one small machine, a dataset inside
 * a request) is gone.
 */
const fields = z.strictObject({
  model: z.enum(["lstm", "gru", "fasttext"]).default("lstm").meta({
    title: "Model",
    description: "LSTM and GRU read words in order; fastText counts words and word pairs and is many times faster.",
  }),
  epochs: z.int().min(1).max(100).default(5).meta({
    title: "Epochs",
    description: "How often the training rows are gone through.",
  }),
  batchSize: z.int().min(1).max(512).default(32).meta({
    title: "Batch size",
    unit: "rows",
    description: "Rows per update of the weights.",
  }),
  ...optimization(
    `${LEARNING_RATE.adam} with Adam, ${LEARNING_RATE.sgd} with SGD. Adam likes 0.001 to 0.01, SGD 0.1 to 0.5`,
  ),
  dataSplit,
  stepLr,
  reduceLrOnPlateau,
  seed,
});

const hyperparameters = withDefaultRate(fields, ({ optimizer }) => LEARNING_RATE[optimizer]);

const GIB = 1024 ** 3;

export const textClassification = {
  name: "text-classification",
  title: "Text classification",
  hyperparameters,
  dataset: { ...DEFAULT_TEXT_RULES, minRows: 10 },
  maxDatasetBytes: 5 * GIB,
  score: "accuracy",
} as const satisfies TaskTypeDefinition;
