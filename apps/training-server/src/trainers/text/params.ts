import { camelCase, TASK_TYPES } from "@flash/schemas";
import type { TrainerJob } from "@flash/schemas";
import * as z from "zod";
import { TrainerFailure } from "../failure.ts";

const { hyperparameters } = TASK_TYPES["text-classification"];
export type TextParams = z.infer<typeof hyperparameters>;

/** @throws TrainerFailure `unsupported` for a model that is not here, `bad_params` for anything else, naming the field. */
export function textParams({ params }: TrainerJob): TextParams {
  const parsed = hyperparameters.safeParse(camelCase(params));
  if (parsed.success) return parsed.data;
  const message = `job.json, params: ${z.prettifyError(parsed.error)}`;
  const isModel = parsed.error.issues.some(({ path }) => path[0] === "model");
  throw new TrainerFailure(isModel ? "unsupported" : "bad_params", message);
}

/** What the user does not choose. */
export const TEXT_SIZES = {
  /** The first tokens of a text; the recurrent models' time grows with it, and beyond it they gain little on mail. */
  recurrent: { maxTokens: 128, embedding: 32, hidden: 32, vocabularyLimit: 10_000, minCount: 2 },
  fasttext: { maxTokens: 512, embedding: 16, buckets: 2 ** 17 },
} as const;
