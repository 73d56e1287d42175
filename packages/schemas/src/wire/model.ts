import * as z from "zod";
import { JobId } from "../ids.ts";
import { TaskType } from "../task-types/task-type.ts";
import { Score } from "../task-types/score.ts";
import { EpochMs } from "../time.ts";

export const WireArtifact = z.object({
  path: z.string(),
  role: z.string(),
  sizeBytes: z.int().nonnegative(),
  sha256: z.string(),
});
export type WireArtifact = z.infer<typeof WireArtifact>;

/** A trained model: it has the id of the job that trained it. */
export const WireModel = z.object({
  jobId: JobId,
  name: z.string(),
  taskType: TaskType,
  trainedAt: EpochMs,
  accuracy: z.number().nullable(),
  score: Score.nullable(),
  classes: z.array(z.string()),
  artifacts: z.array(WireArtifact),
});
export type WireModel = z.infer<typeof WireModel>;

/** Each artifact with a URL to fetch it from until `expiresAt`. */
export const ModelDownload = z.object({
  jobId: JobId,
  expiresAt: EpochMs,
  artifacts: z.array(WireArtifact.extend({ url: z.url() })),
});
export type ModelDownload = z.infer<typeof ModelDownload>;
