import * as z from "zod";

/** Stands for "not chosen" until what the default depends on is known; below every learning rate that can be chosen. */
const NOT_CHOSEN = 0;

/** @param description - names the defaults. */
const learningRate = (description: string) =>
  z
    .number()
    .min(1e-5)
    .max(2)
    .optional()
    .meta({ title: "Learning rate", description })
    .transform((rate) => rate ?? NOT_CHOSEN);

/** The default learning rate for each optimizer. */
export type RateOfOptimizer = Readonly<Record<"adam" | "sgd", number>>;

/**
 * How the weights are changed: the optimizer, and a learning rate that {@link withDefaultRate} fills in.
 *
 * @param rates - names the defaults.
 * @param optimizer - what a form says of it.
 */
export const optimization = (rates: string, optimizer = "How the weights are changed after each batch.") => ({
  optimizer: z.enum(["adam", "sgd"]).default("adam").meta({ title: "Optimizer", description: optimizer }),
  learningRate: learningRate(`Size of a step. Left out: ${rates}.`),
});

/**
 * The hyperparameters with the learning rate that suits the others where the caller chose none. Still an object schema: a form and a
 * JSON Schema can be made of it.
 */
export const withDefaultRate = <Fields extends z.ZodType<{ readonly learningRate: number }>>(
  fields: Fields,
  rateFor: (given: z.output<Fields>) => number,
): Fields =>
  fields.overwrite((given) => (given.learningRate === NOT_CHOSEN ? { ...given, learningRate: rateFor(given) } : given));
