/**
 * The keys of `@flash/schemas` as patterns of a policy. A `*` there also matches a slash, so patterns are as long as they
 * can be: `jobs/*\/attempts/*\/claim.json` and not `jobs/*`.
 */
export const KEY_PATTERNS = {
  status: ["status.json", "servers/*/status.json"],
  /** What could not be read is kept beside the status that replaces it. */
  brokenStatus: ["status.json.broken-*", "servers/*/status.json.broken-*"],
  trainingConfig: ["training/training.json", "servers/*/training/training.json"],
  job: ["jobs/*/job.json"],
  receipt: ["jobs/*/receipt.json"],
  claim: ["jobs/*/attempts/*/claim.json"],
  progress: ["jobs/*/attempts/*/progress.json"],
  result: ["jobs/*/attempts/*/result.json"],
  model: ["jobs/*/attempts/*/model/*"],
  checkpoint: ["jobs/*/attempts/*/checkpoint/*"],
  dataset: ["datasets/*/dataset.json"],
  source: ["datasets/*/source"],
  validation: ["datasets/*/validation.json"],
  open: ["open/*"],
  queue: ["queue/*"],
  ownersJobs: ["owners/*/jobs/*"],
  ownersDatasets: ["owners/*/datasets/*"],
  ownersDigests: ["owners/*/digests/*"],
  ownersRequests: ["owners/*/requests/*"],
  ownersUsage: ["owners/*/usage.json"],
  lastSweep: ["sweep.json"],
  apiKey: ["keys/*"],
  agent: ["agent/*"],
} as const satisfies Record<string, readonly string[]>;

export type KeyFamily = keyof typeof KEY_PATTERNS;
