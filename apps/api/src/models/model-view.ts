import { scoreOf } from "@flash/schemas";
import type { StoredArtifact, StoredJob, StoredResult, WireArtifact, WireModel } from "@flash/schemas";

/** A job that ended with a model. */
export interface TrainedJob {
  readonly job: StoredJob;
  readonly outcome: NonNullable<StoredJob["outcome"]>;
  readonly result: Extract<StoredResult, { outcome: "succeeded" }>;
}

export const artifactView = ({ path, role, size_bytes, sha256 }: StoredArtifact): WireArtifact => ({
  path,
  role,
  sizeBytes: size_bytes,
  sha256,
});

export const modelView = ({ job, outcome, result }: TrainedJob): WireModel => ({
  jobId: job.id,
  name: job.name,
  taskType: job.task_type,
  trainedAt: outcome.at,
  accuracy: result.accuracy,
  score: scoreOf(result),
  classes: result.classes,
  artifacts: result.artifacts.map(artifactView),
});
