import * as z from "zod";
import { dataSplit, reduceLrOnPlateau, seed, stepLr } from "./learning-fields.ts";
import { optimization, withDefaultRate } from "./learning-rate.ts";

/** Where the caller chooses none. A tree corrects what is left by a tenth; the network takes small steps. */
const LEARNING_RATE = { gbt: 0.1, mlp: { adam: 0.005, sgd: 0.05 } } as const;

const fields = z.strictObject({
  model: z.enum(["gbt", "mlp"]).default("gbt").meta({
    title: "Model",
    description: "Gradient-boosted trees, strong on most tables without any tuning; or a small neural network.",
  }),
  epochs: z.int().min(1).max(1_000).default(100).meta({
    title: "Epochs",
    description: "Trees: rounds, each adds a tree (one for each class). Network: how often the rows are gone through.",
  }),
  maxDepth: z.int().min(1).max(12).default(4).meta({
    title: "Tree depth",
    description: "Trees only: how many questions in a row a tree may ask.",
  }),
  minRowsPerLeaf: z.int().min(1).max(10_000).default(5).meta({
    title: "Rows per leaf",
    description: "Trees only: a leaf that fewer training rows would reach is not made.",
  }),
  hiddenSize: z.int().min(2).max(512).default(32).meta({
    title: "Hidden size",
    description: "Network only: units in each of its two hidden layers.",
  }),
  batchSize: z.int().min(1).max(4_096).default(32).meta({
    title: "Batch size",
    unit: "rows",
    description: "Network only: rows per update of the weights.",
  }),
  ...optimization(
    `${LEARNING_RATE.gbt} for trees, ${LEARNING_RATE.mlp.adam} for a network with Adam, ${LEARNING_RATE.mlp.sgd} with SGD`,
    "Network only: how the weights are changed after each batch.",
  ),
  dataSplit,
  stepLr,
  reduceLrOnPlateau,
  seed,
});

/** The same for classification and regression. */
export const tabularHyperparameters = withDefaultRate(fields, ({ model, optimizer }) =>
  model === "gbt" ? LEARNING_RATE.gbt : LEARNING_RATE.mlp[optimizer],
);
