import * as z from "zod";
import { DEFAULT_IMAGE_RULES } from "../image-rules.ts";
import type { TaskTypeDefinition } from "./definition.ts";
import { dataSplit, reduceLrOnPlateau, seed, stepLr } from "./learning-fields.ts";
import { optimization, type RateOfOptimizer, withDefaultRate } from "./learning-rate.ts";

/** Where the caller chooses none: the original product's for SGD, and the usual one for Adam. */
const LEARNING_RATE = { adam: 0.001, sgd: 0.01 } as const satisfies RateOfOptimizer;

/**
 * Names are the original product's. Its default was ResNet18 with SGD on a GPU; the defaults here are what every training
 * server can run, a CPU included.
 */
const fields = z.strictObject({
  model: z.enum(["resnet18", "resnet34", "mobilenet_v2"]).default("mobilenet_v2").meta({
    title: "Model",
    description: "A training server without the model says so, and which one it used instead.",
  }),
  pretraining: z.enum(["none", "imagenet", "cifar100"]).default("imagenet").meta({
    title: "Pretraining",
    description: "What the model has seen before: with a few hundred pictures it decides how good it gets.",
  }),
  epochs: z.int().min(1).max(100).default(20).meta({
    title: "Epochs",
    description: "How often the training pictures are gone through.",
  }),
  batchSize: z.int().min(1).max(256).default(32).meta({
    title: "Batch size",
    unit: "pictures",
    description: "Pictures per update of the weights.",
  }),
  ...optimization(`${LEARNING_RATE.adam} with Adam, ${LEARNING_RATE.sgd} with SGD`),
  dataSplit,
  stepLr,
  reduceLrOnPlateau,
  seed,
});

const hyperparameters = withDefaultRate(fields, ({ optimizer }) => LEARNING_RATE[optimizer]);

const GIB = 1024 ** 3;

export const imageClassification = {
  name: "image-classification",
  title: "Image classification",
  hyperparameters,
  dataset: DEFAULT_IMAGE_RULES,
  maxDatasetBytes: 5 * GIB,
  score: "accuracy",
} as const satisfies TaskTypeDefinition;
