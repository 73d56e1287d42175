import { TASK_TYPES } from "@flash/schemas";
import type { TrainerJob } from "@flash/schemas";
import type * as z from "zod";
import { jobParams } from "../job-params.ts";

const { hyperparameters } = TASK_TYPES["image-classification"];
export type ImageParams = z.infer<typeof hyperparameters>;

export const imageParams = (job: TrainerJob): ImageParams => jobParams(hyperparameters, job);

/** What this trainer runs, whatever was asked for: a head on features that are never changed. */
export const USED_MODEL = "mobilenet_v2-frozen";

/** A MobileNetV2 that knows ImageNet is what is used anyway, but for its weights, which stay. */
export function substitutionFor({ model, pretraining }: ImageParams): { asked: string; used: string } | undefined {
  if (model === "mobilenet_v2" && pretraining === "imagenet") return undefined;
  const asked = pretraining === "imagenet" ? model : `${model} (pretraining: ${pretraining})`;
  return { asked, used: USED_MODEL };
}
