import * as z from "zod";
import { TRAINER_PROTOCOL } from "./terms.ts";
import { Count, RelativePath } from "./values.ts";

export const TrainerArtifactRole = z.enum([
  "model",
  "labels",
  "preprocess",
  "metrics",
  "sample",
  "weights",
  "plot",
  "other",
]);
export const TrainerArtifact = z.object({
  role: TrainerArtifactRole,
  path: RelativePath,
  bytes: Count,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** "onnx", "json", "safetensors", "svg", … */
  format: z.string().min(1),
});
export type TrainerArtifact = z.infer<typeof TrainerArtifact>;

/** out/manifest.json. Only what it lists is uploaded, after size and digest were checked. */
export const TrainerManifest = z.object({
  protocol: z.literal(TRAINER_PROTOCOL),
  job_id: z.string().min(1),
  artifacts: z.array(TrainerArtifact),
});
export type TrainerManifest = z.infer<typeof TrainerManifest>;

const Tensor = z.object({
  type: z.enum(["float32", "int64", "int32"]),
  dims: z.array(Count),
  data: z.array(z.number()),
});
/** The artifact of role `sample`: feed these tensors to the model and it answers those, within `tolerance`. */
export const TrainerSample = z.object({
  inputs: z.record(z.string(), Tensor),
  outputs: z.record(z.string(), Tensor),
  /** Largest absolute difference that still counts as equal. */
  tolerance: z.number().positive(),
  /** What a person sees: the raw input where it is text, and the class predicted. */
  text: z.string().optional(),
  label: z.string().optional(),
});
export type TrainerSample = z.infer<typeof TrainerSample>;
