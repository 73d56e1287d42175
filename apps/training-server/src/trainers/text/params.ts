import { TASK_TYPES } from "@flash/schemas";
import type { TrainerJob } from "@flash/schemas";
import type * as z from "zod";
import { jobParams } from "../job-params.ts";

const { hyperparameters } = TASK_TYPES["text-classification"];
export type TextParams = z.infer<typeof hyperparameters>;

export const textParams = (job: TrainerJob): TextParams => jobParams(hyperparameters, job);

/** What the user does not choose. */
export const TEXT_SIZES = {
  /** The first tokens of a text; the recurrent models' time grows with it, and beyond it they gain little on mail. */
  recurrent: { maxTokens: 128, embedding: 32, hidden: 32, vocabularyLimit: 10_000, minCount: 2 },
  fasttext: { maxTokens: 512, embedding: 16, buckets: 2 ** 17 },
} as const;
