import type { Documents } from "@flash/control-plane";
import type { EpochMs, TaskType } from "@flash/schemas";
import type { AgentConfig, Argv } from "../config/agent-config.ts";
import type { Bucket } from "../ports/bucket.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { StartTrainer } from "../ports/trainer-process.ts";
import type { ProgressReport } from "../progress/progress-report.ts";
import type { AttemptFolder } from "../work-folder/attempt-folder.ts";
import type { Hold } from "./hold.ts";

/** How patient the agent is with a trainer; milliseconds. See `TRAINER_LIMITS`. */
export interface TrainerLimits {
  readonly silenceMs: number;
  readonly stopMs: number;
  /** Bytes. */
  readonly outputBytes: number;
}

/** Everything around the agent. */
export interface AgentDeps {
  readonly config: AgentConfig;
  readonly bootId: string;
  readonly bucket: Bucket;
  readonly documents: Documents;
  readonly clock: Clock;
  readonly log: Log;
  readonly startTrainer: StartTrainer;
  /** Which command trains a task type. */
  readonly trainerFor: (taskType: TaskType) => Argv;
  /** The agent's own environment: a trainer gets a few names of it. */
  readonly hostEnv: Readonly<Record<string, string | undefined>>;
  /** Bytes that may be written where the folder lies. */
  readonly freeBytes: (folder: string) => Promise<number>;
  /** As the contract with trainers says. */
  readonly trainerLimits: TrainerLimits;
}

/** One attempt at work on this machine. */
export interface Attempt {
  readonly hold: Hold;
  readonly folder: AttemptFolder;
  readonly report: ProgressReport;
  /** By S3's clock. */
  readonly claimedAt: EpochMs;
  /** A process of the trainer's has stayed that nothing ends: the machine takes no other attempt. */
  readonly onStuck: () => void;
}
