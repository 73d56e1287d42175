import { createHash } from "node:crypto";
import { DatasetId, EpochMs, JobId, OwnerId, ServerName, TASK_TYPES } from "@flash/schemas";
import type {
  DatasetReport,
  JobState,
  WireDataset,
  WireJob,
  WireModel,
  WireStatus,
  WireTaskType,
} from "@flash/schemas";
import { validateDataset } from "@flash/validation";

export const GOOD_CSV = `input,label\n${Array.from({ length: 12 }, (_, row) => `text ${row},${row % 2 ? "spam" : "ham"}`).join("\n")}\n`;
export const BAD_CSV = "input,label\nonly one row,spam\n";

export const csv = (text: string, name = "spam.csv"): File => new File([text], name, { type: "text/csv" });

const RULES = TASK_TYPES["text-classification"].dataset;
const REPORT = await validateDataset(csv(GOOD_CSV).stream(), RULES);
export const BAD_REPORT: DatasetReport = await validateDataset(csv(BAD_CSV).stream(), RULES);

export const TASK_TYPE_LIST: readonly WireTaskType[] = [
  {
    name: "text-classification",
    title: "Text classification",
    hyperparameters: { type: "object", properties: { epochs: { type: "integer", minimum: 1, default: 5 } } },
    dataset: RULES,
    maxDatasetBytes: 5 * 1024 ** 3,
    score: "accuracy",
  },
];

export const DATASET: WireDataset = {
  id: DatasetId.parse(`ds_${"0".repeat(26)}`),
  name: "spam.csv",
  taskType: "text-classification",
  sizeBytes: GOOD_CSV.length,
  createdAt: EpochMs.parse(1),
  state: "valid",
  report: REPORT,
};

const OUTCOME = {
  reason: "trained",
  sentence: "It is done.",
  remedy: "Nothing needs to be done.",
  detail: "",
  at: EpochMs.parse(2),
  accuracy: 0.97,
  score: { name: "accuracy", value: 0.97 },
} as const;

/** @param attempt - tells one update from another. */
export const jobIn = (state: JobState, attempt = 0): WireJob => ({
  id: JobId.parse(`job_${"0".repeat(26)}`),
  name: "spam",
  taskType: "text-classification",
  datasetId: DATASET.id,
  hyperparameters: { epochs: 5 },
  state,
  server: ServerName.parse("default"),
  attempt,
  createdAt: EpochMs.parse(1),
  queuePosition: null,
  progress: null,
  outcome: state === "succeeded" || state === "failed" || state === "cancelled" ? OUTCOME : null,
  receipt: null,
  timeline: [],
});

export const ARTIFACT_BYTES = new TextEncoder().encode("an ONNX model, as far as this test is concerned");

export const MODEL: WireModel = {
  jobId: jobIn("succeeded").id,
  name: "spam",
  taskType: "text-classification",
  trainedAt: EpochMs.parse(2),
  accuracy: 0.97,
  score: { name: "accuracy", value: 0.97 },
  classes: ["ham", "spam"],
  artifacts: [
    {
      path: "model.onnx",
      role: "model",
      sizeBytes: ARTIFACT_BYTES.length,
      sha256: createHash("sha256").update(ARTIFACT_BYTES).digest("hex"),
    },
  ],
};

export const STATUS: WireStatus = {
  status: "sleeping",
  available: true,
  devMode: false,
  servers: [
    {
      name: ServerName.parse("default"),
      status: "sleeping",
      taskTypes: ["text-classification"],
      devMode: false,
      jobId: null,
    },
  ],
  sweep: null,
  caller: { owner: OwnerId.parse("ann"), admin: false },
};
