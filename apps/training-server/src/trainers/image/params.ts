import { camelCase, TASK_TYPES } from "@flash/schemas";
import type { TrainerJob } from "@flash/schemas";
import * as z from "zod";
import { TrainerFailure } from "../failure.ts";

const { hyperparameters } = TASK_TYPES["image-classification"];
export type ImageParams = z.infer<typeof hyperparameters>;

/** @throws TrainerFailure `unsupported` for a model that is not here, `bad_params` for anything else, naming the field. */
export function imageParams({ params }: TrainerJob): ImageParams {
  const parsed = hyperparameters.safeParse(camelCase(params));
  if (parsed.success) return parsed.data;
  const message = `job.json, params: ${z.prettifyError(parsed.error)}`;
  const isModel = parsed.error.issues.some(({ path }) => path[0] === "model");
  throw new TrainerFailure(isModel ? "unsupported" : "bad_params", message);
}

/** What this trainer runs, whatever was asked for: a head on features that are never changed. */
export const USED_MODEL = "mobilenet_v2-frozen";

/** A MobileNetV2 that knows ImageNet is what is used anyway, but for its weights, which stay. */
export function substitutionFor({ model, pretraining }: ImageParams): { asked: string; used: string } | undefined {
  if (model === "mobilenet_v2" && pretraining === "imagenet") return undefined;
  const asked = pretraining === "imagenet" ? model : `${model} (pretraining: ${pretraining})`;
  return { asked, used: USED_MODEL };
}
