/** Observations of one server, told by what is unusual about them. */
import {
  type EpochMs,
  epochMs,
  IdempotencyKey,
  type InstanceId,
  newDatasetId,
  newJobId,
  OwnerId,
  ServerName,
  type StoredClaim,
  type StoredJob,
  type StoredProgress,
  type StoredResult,
  StoredStatus,
  type StoredTrainingConfig,
} from "@flash/schemas";
import type { Read } from "../../src/documents/documents.ts";
import type { ServerConfig } from "../../src/fleet/fleet.ts";
import { firstVersion, type NewJob } from "../../src/job/new-job.ts";
import { trainingConfigOf } from "../../src/job/training-config.ts";
import { assigned, configCreated, ended, machineStarted } from "../../src/job/transitions.ts";
import type { Machine, MachineState } from "../../src/ports/machines.ts";
import { queueKeyOf } from "../../src/queue/queue.ts";
import type { AttemptFolder, Observation, Waiting } from "../../src/server/observation.ts";
import { heldBy } from "../../src/server/status-transitions.ts";
import { CLOCKS, I1, I2, MAIN } from "../../testing/world.ts";

const NOW = epochMs(1_800_000_000_000);
export const ago = (ms: number): EpochMs => epochMs(NOW - ms);
export const OTHER = ServerName.parse("other");
const A_MOMENT = 1_000;

export const SERVER: ServerConfig = {
  name: MAIN,
  instances: { "text-classification": [I1, I2] },
  reports: true,
  usdPerHour: null,
};
/** Reads its training config and deletes it, and says no more. */
export const SILENT_SERVER: ServerConfig = { ...SERVER, reports: false };

export const SLEEPING = StoredStatus.parse({ rev: 1, write_id: "w1", status: "sleeping" });
export const STOPPING: StoredStatus = {
  ...SLEEPING,
  status: "active",
  stopping: { id: "stop-1", at: ago(A_MOMENT), job: null, instance: null, by: "stop" },
};

/** A job as it was submitted a moment ago. */
function newJob(serial: number): StoredJob {
  const random = new Uint8Array(16).fill(serial);
  const request = {
    id: newJobId(ago(A_MOMENT), random),
    owner: OwnerId.parse("ada"),
    idempotencyKey: IdempotencyKey.parse(`request-${serial}`),
    requestDigest: "",
    name: "mails.csv",
    taskType: "text-classification",
    dataset: {
      id: newDatasetId(ago(A_MOMENT), random),
      key: "",
      size_bytes: 10,
      sha256: "",
      classes: ["ham", "spam"],
      num_classes: 2,
      rows: 10,
    },
    hyperparameters: {},
    limits: {},
    onBusy: "queue",
    at: ago(A_MOMENT),
  } satisfies NewJob;
  return { ...firstVersion(request, CLOCKS), rev: 1, write_id: "w1" };
}

const STAMP = { at: ago(A_MOMENT), by: "api" };
/** The stations of the job of which the tables speak, each as its own transition leaves it. */
export const QUEUED = newJob(1);
export const ASSIGNED = assigned(QUEUED, { server: MAIN, instance: I1, warm: false }, STAMP);
export const CONFIGURED = configCreated(ASSIGNED, STAMP);
export const STARTED = machineStarted(CONFIGURED, I1, STAMP);
export const overBy = (
  reason: "trained" | "trainer_failed" | "cancelled" | "machine_silent",
  job = STARTED,
): StoredJob => ended(job, { reason, detail: "", attempt: job.attempt }, STAMP);
/** Another job, which waits. */
export const NEXT = newJob(2);

export const CLAIM: StoredClaim = { instance: I1, boot_id: "boot-1", nonce: "n" };
export const CLOSED: StoredClaim = { closed: "requeue", nonce: "n" };
const PROGRESS: StoredProgress = {
  seq: 1,
  boot_id: "boot-1",
  phase: "training",
  step: 1,
  total: 2,
  epoch: 1,
  epochs: 2,
  metrics: [],
  eta_ms: null,
  substitution: null,
  log_tail: [],
};
const RESULT = { job: QUEUED.id, attempt: 1, boot_id: "boot-1" };
export const TRAINED: StoredResult = {
  ...RESULT,
  outcome: "succeeded",
  accuracy: 0.97,
  score: null,
  metrics: [],
  confusion: null,
  classes: ["ham", "spam"],
  artifacts: [],
  substitution: null,
  log_tail: [],
};
export const FAILED: StoredResult = { ...RESULT, outcome: "failed", fault: "bad_data", message: "", log_tail: [] };

/** Written a moment ago unless said. `corrupt`: nobody can read it. */
type Written<T> = T | "missing" | "corrupt";

const MISSING = { kind: "missing", at: NOW } as const;
function read<T>(key: string, written: Written<T>, lastModified = ago(A_MOMENT)): Read<T> {
  if (written === "missing") return MISSING;
  const there = { etag: `"${key}"`, lastModified };
  return written === "corrupt"
    ? { kind: "corrupt", at: NOW, ...there, body: `{"dev_mode": true, `, fault: "no JSON" }
    : { kind: "found", at: NOW, doc: { key, value: written, ...there } };
}

/** What the progress has for an ETag here, for suspicions about it. */
export const BEAT = `"progress"`;

export interface Unusual {
  readonly server?: ServerConfig;
  /** Names the job unless said, and sleeps without one. */
  readonly status?: Written<StoredStatus>;
  /** That the status names. */
  readonly job?: Written<StoredJob>;
  /** Of which job a config is there, if of any. */
  readonly config?: Written<StoredJob>;
  /** That job, where it cannot be read any more or has gone on. */
  readonly configJob?: Written<StoredJob>;
  readonly isConfigClosed?: boolean;
  readonly claim?: Written<StoredClaim>;
  readonly claimedAt?: EpochMs;
  /** When the machine wrote its progress; it has written none unless said. */
  readonly beatAt?: EpochMs;
  readonly result?: Written<StoredResult>;
  /** The attempt before, whose machine is fenced off. */
  readonly before?: { readonly claim: Written<StoredClaim>; readonly result?: StoredResult };
  readonly waiting?: readonly (StoredJob | "unreadable")[];
  /** All others are off. */
  readonly machines?: readonly Machine[] | "unseen";
  readonly heldByThisRun?: boolean;
}

export function machine(instance: InstanceId, state: MachineState, more: Partial<Machine> = {}): Machine {
  return { instance, state, stateReason: null, launchedAt: ago(A_MOMENT), server: MAIN, ...more };
}

const isJob = (written: Written<StoredJob> | undefined): written is StoredJob => typeof written === "object";

/** Everything is as it should be, and every machine off, except what is said. */
export function seen(unusual: Unusual): Observation {
  const { server = SERVER, job, config = "missing", machines = [], waiting = [] } = unusual;
  const status = unusual.status ?? (isJob(job) ? heldBy(SLEEPING, job, ago(A_MOMENT)) : SLEEPING);
  const others = [I1, I2].filter((one) => machines === "unseen" || machines.every(({ instance }) => instance !== one));
  return {
    now: NOW,
    server,
    status: read("status", status),
    job: job === undefined ? null : read("job", job),
    config: read("config", isJob(config) ? configOf(config) : config),
    configJob: isJob(config) ? read("job", unusual.configJob ?? config) : null,
    isConfigClosed: unusual.isConfigClosed ?? false,
    folder: isJob(job) && job.attempt > 0 ? folderOf(job.attempt, unusual) : null,
    folderBefore: isJob(job) && unusual.before !== undefined ? folderOf(job.attempt - 1, unusual.before) : null,
    waiting: waiting.map(waitingOf),
    machines: machines === "unseen" ? machines : [...machines, ...others.map((one) => machine(one, "stopped"))],
    heldByThisRun: unusual.heldByThisRun ?? false,
  };
}

const configOf = (job: StoredJob): StoredTrainingConfig => ({
  ...trainingConfigOf(job, MAIN),
  rev: 1,
  write_id: "w1",
});

const folderOf = (
  attempt: number,
  {
    claim = "missing",
    claimedAt,
    beatAt,
    result = "missing",
  }: Pick<Unusual, "claim" | "claimedAt" | "beatAt" | "result">,
): AttemptFolder => ({
  attempt,
  claim: read("claim", claim, claimedAt),
  progress: read("progress", beatAt === undefined ? "missing" : PROGRESS, beatAt),
  result: read("result", result),
});

function waitingOf(job: StoredJob | "unreadable"): Waiting {
  if (job === "unreadable") return { queueKey: "queue/unreadable", job: null };
  const found = read("waiting", job);
  return { queueKey: queueKeyOf(job), job: found.kind === "found" ? found.doc : null };
}
