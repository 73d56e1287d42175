import * as z from "zod";
import { DEFAULT_TEXT_RULES } from "../dataset-rules.ts";
import type { TaskTypeDefinition } from "./definition.ts";

/** Where the caller chooses none: SGD needs steps two hundred times as large as Adam's to learn in five epochs. */
const LEARNING_RATE = { adam: 0.001, sgd: 0.2 } as const;
/** Stands for "not chosen" until the optimizer is known; below every learning rate that can be chosen. */
const NOT_CHOSEN = 0;

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
    description: "Rows per update of the weights.",
  }),
  optimizer: z.enum(["adam", "sgd"]).default("adam").meta({ title: "Optimizer" }),
  learningRate: z
    .number()
    .min(1e-5)
    .max(2)
    .optional()
    .meta({
      title: "Learning rate",
      description: `Size of a step. Left out: ${LEARNING_RATE.adam} with Adam, ${LEARNING_RATE.sgd} with SGD. Adam likes 0.001 to 0.01, SGD 0.1 to 0.5.`,
    })
    .transform((rate) => rate ?? NOT_CHOSEN),
  dataSplit: z.number().min(0.5).max(0.95).default(0.8).meta({
    title: "Share for training",
    description: "The rest is held out and measures the accuracy.",
  }),
  stepLr: z
    .strictObject({ stepSize: z.int().min(1).max(100).default(4), gamma: z.number().min(0.01).max(0.9).default(0.1) })
    .nullable()
    .default(null)
    .meta({
      title: "Step learning rate",
      description: "Every stepSize epochs the learning rate is multiplied by gamma.",
    }),
  reduceLrOnPlateau: z
    .strictObject({
      factor: z.number().min(0.01).max(0.5).default(0.1),
      patience: z.int().min(1).max(20).default(5),
      minLr: z.number().min(1e-8).max(1).default(1e-5),
    })
    .nullable()
    .default(null)
    .meta({
      title: "Reduce learning rate on plateau",
      description: "After patience epochs without a better validation loss the learning rate is multiplied by factor.",
    }),
  seed: z.int().min(0).max(2_147_483_647).default(1).meta({
    title: "Seed",
    description: "The same seed on the same data gives the same weights, bit for bit.",
  }),
});

/** Still an object schema: a form and a JSON Schema can be made of it. */
const hyperparameters = fields.overwrite((given) =>
  given.learningRate === NOT_CHOSEN ? { ...given, learningRate: LEARNING_RATE[given.optimizer] } : given,
);

const GIB = 1024 ** 3;

export const textClassification = {
  name: "text-classification",
  title: "Text classification",
  hyperparameters,
  dataset: { ...DEFAULT_TEXT_RULES, minRows: 10 },
  maxDatasetBytes: 5 * GIB,
} as const satisfies TaskTypeDefinition;
