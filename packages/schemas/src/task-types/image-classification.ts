import * as z from "zod";
import { DEFAULT_IMAGE_RULES } from "../image-rules.ts";
import type { TaskTypeDefinition } from "./definition.ts";
import { dataSplit, learningRate, NOT_CHOSEN, reduceLrOnPlateau, seed, stepLr } from "./learning-fields.ts";

/** Where the caller chooses none: the original product's for SGD, and the usual one for Adam. */
const LEARNING_RATE = { adam: 0.001, sgd: 0.01 } as const;

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
    description: "Pictures per update of the weights.",
  }),
  optimizer: z.enum(["adam", "sgd"]).default("adam").meta({ title: "Optimizer" }),
  learningRate: learningRate(
    `Size of a step. Left out: ${LEARNING_RATE.adam} with Adam, ${LEARNING_RATE.sgd} with SGD.`,
  ),
  dataSplit,
  stepLr,
  reduceLrOnPlateau,
  seed,
});

/** Still an object schema: a form and a JSON Schema can be made of it. */
const hyperparameters = fields.overwrite((given) =>
  given.learningRate === NOT_CHOSEN ? { ...given, learningRate: LEARNING_RATE[given.optimizer] } : given,
);

const GIB = 1024 ** 3;

export const imageClassification = {
  name: "image-classification",
  title: "Image classification",
  hyperparameters,
  dataset: DEFAULT_IMAGE_RULES,
  maxDatasetBytes: 5 * GIB,
  score: "accuracy",
} as const satisfies TaskTypeDefinition;
