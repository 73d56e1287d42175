import {
  AGENT_ARCHIVE_KEY,
  apiKeyKey,
  checkpointPrefix,
  claimKey,
  DatasetId,
  datasetKey,
  datasetSourceKey,
  datasetValidationKey,
  DEFAULT_SERVER,
  epochMs,
  IdempotencyKey,
  JobId,
  jobKey,
  LAST_SWEEP_KEY,
  modelPrefix,
  openKey,
  ownerDatasetKey,
  OwnerId,
  ownerDigestKey,
  ownerJobKey,
  progressKey,
  queueKey,
  receiptKey,
  requestKey,
  resultKey,
  ServerName,
  statusKey,
  trainingConfigKey,
  usageKey,
} from "@flash/schemas";
import { expect, test } from "vitest";
import { KEY_PATTERNS } from "./keys.ts";

const JOB = JobId.parse("job_00000000000000000000000000");
const DATASET = DatasetId.parse("ds_00000000000000000000000000");
const OWNER = OwnerId.parse("ann");
const AT = epochMs(1);
const GPU = ServerName.parse("gpu");

const matches = (pattern: string, key: string): boolean =>
  new RegExp(`^${pattern.replaceAll(".", String.raw`\.`).replaceAll("*", ".*")}$`, "u").test(key);
const familiesOf = (key: string): string[] =>
  Object.entries(KEY_PATTERNS)
    .filter(([, patterns]) => patterns.some((pattern) => matches(pattern, key)))
    .map(([family]) => family);

test.each<[string, string]>([
  ["status", statusKey(DEFAULT_SERVER)],
  ["status", statusKey(GPU)],
  ["brokenStatus", `${statusKey(GPU)}.broken-1`],
  ["trainingConfig", trainingConfigKey(DEFAULT_SERVER)],
  ["trainingConfig", trainingConfigKey(GPU)],
  ["job", jobKey(JOB)],
  ["receipt", receiptKey(JOB)],
  ["claim", claimKey(JOB, 1)],
  ["progress", progressKey(JOB, 1)],
  ["result", resultKey(JOB, 12)],
  ["model", `${modelPrefix(JOB, 1)}model.onnx`],
  ["checkpoint", `${checkpointPrefix(JOB, 1)}epoch-1`],
  ["dataset", datasetKey(DATASET)],
  ["source", datasetSourceKey(DATASET)],
  ["validation", datasetValidationKey(DATASET)],
  ["open", openKey(JOB)],
  ["queue", queueKey({ taskType: "text-classification", jobId: JOB, deadline: AT })],
  ["ownersJobs", ownerJobKey(OWNER, AT, JOB)],
  ["ownersDatasets", ownerDatasetKey(OWNER, AT, DATASET)],
  ["ownersDigests", ownerDigestKey(OWNER, "text-classification", "a".repeat(64))],
  ["ownersRequests", requestKey(OWNER, IdempotencyKey.parse("key-0001"))],
  ["ownersUsage", usageKey(OWNER)],
  ["lastSweep", LAST_SWEEP_KEY],
  ["apiKey", apiKeyKey("a".repeat(64))],
  ["agent", AGENT_ARCHIVE_KEY],
])("a permission on %s, and no other, covers %s", (family, key) => {
  expect(familiesOf(key)).toEqual([family]);
});
