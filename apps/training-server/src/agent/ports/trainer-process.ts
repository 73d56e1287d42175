import type { TrainerUser } from "../config/agent-config.ts";
import type { TrainerExit } from "../result/result-from-exit.ts";

/** A trainer's command line with everything that it may know of its surroundings. */
export interface TrainerCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Whom its processes run as, and nobody else's; null: the agent itself. */
  readonly user: TrainerUser | null;
  /** The program is a launcher, which needs the agent's privileges to give them up by itself. */
  readonly isLaunched: boolean;
  /** Every process that works below this folder is the trainer's. */
  readonly folder: string;
}

export interface TrainerProcess {
  /** Resolves when the trainer and everything that it started has ended, and its output was read to the end. */
  readonly ended: Promise<TrainerExit>;
  /** SIGTERM to the whole process group, then SIGKILL after `graceMs`. A later call may only shorten the grace. */
  stop(graceMs: number): void;
}

export interface TrainerOutput {
  stdout(chunk: Uint8Array): void;
  stderr(chunk: Uint8Array): void;
}

/** Starts a trainer. Throws when the program cannot be started at all. */
export type StartTrainer = (command: TrainerCommand, output: TrainerOutput) => Promise<TrainerProcess>;
