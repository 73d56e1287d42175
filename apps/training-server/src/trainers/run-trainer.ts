import { readFile } from "node:fs/promises";
import { TRAINER_EXIT, TRAINER_PROTOCOL, TrainerJob } from "@flash/schemas";
import type { TrainerCapabilities, TrainerErrorCode } from "@flash/schemas";
import * as z from "zod";
import { parseTrainerCommand, USAGE } from "./arguments.ts";
import type { TrainFolders } from "./arguments.ts";
import { TrainerFailure } from "./failure.ts";
import { reporter } from "./reporter.ts";
import type { Clock, Reporter } from "./reporter.ts";
import { Stopped } from "./stop-request.ts";
import type { StopRequest } from "./stop-request.ts";

/** What one trainer is: images and tables bring their own. */
export interface Trainer {
  readonly capabilities: TrainerCapabilities;
  /**
   * Trains, writes artifacts and manifest, and reports; everything from `started` to `result`.
   *
   * @throws TrainerFailure when the job cannot succeed, Stopped after a checkpoint on request.
   */
  train(run: TrainerRun): Promise<void>;
}

export interface TrainerRun {
  readonly job: TrainerJob;
  readonly folders: TrainFolders;
  /** Go on from the newest checkpoint of this job, if there is one. */
  readonly resume: boolean;
  readonly report: Reporter;
  readonly stop: StopRequest;
  readonly now: Clock;
}

/** What a trainer's process has: handed in, so that tests need no process. */
export interface TrainerProcess {
  readonly argv: readonly string[];
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly stop: StopRequest;
  readonly now: Clock;
}

/** Carries out one command line. @returns the exit code, one of {@link TRAINER_EXIT}, or 1 for a bug of the trainer. */
export async function runTrainer(trainer: Trainer, host: TrainerProcess): Promise<number> {
  const command = parseTrainerCommand(host.argv);
  switch (command.kind) {
    case "usage":
      host.stderr(`${command.problem}\n${USAGE}`);
      return TRAINER_EXIT.badJob;
    case "probe":
      host.stdout(`${JSON.stringify(trainer.capabilities)}\n`);
      return TRAINER_EXIT.done;
    case "train": {
      const report = reporter(host.stdout, host.now);
      const { folders, resume } = command;
      try {
        const job = await readJob(folders.job, trainer.capabilities);
        await trainer.train({ job, folders, resume, report, stop: host.stop, now: host.now });
        return TRAINER_EXIT.done;
      } catch (error) {
        return exitAfter(error, report, host);
      }
    }
  }
}

async function readJob(path: string, { tasks }: TrainerCapabilities): Promise<TrainerJob> {
  const json = await readJson(path, "job.json");
  const { protocol } = z.object({ protocol: z.unknown() }).catch({ protocol: undefined }).parse(json);
  if (protocol !== TRAINER_PROTOCOL) {
    const asked = JSON.stringify(protocol) ?? "none";
    throw new TrainerFailure("unsupported", `job.json has protocol ${asked}; this trainer speaks ${TRAINER_PROTOCOL}`);
  }
  const job = TrainerJob.safeParse(json);
  if (!job.success) throw new TrainerFailure("bad_params", `job.json: ${z.prettifyError(job.error)}`);
  const known = tasks.map(({ task_type }) => task_type);
  if (known.includes(job.data.task_type)) return job.data;
  throw new TrainerFailure("unsupported", `this trainer trains ${known.join(", ")}, not ${job.data.task_type}`);
}

/** Reads a JSON file that the agent wrote; `name` is for the message. @throws TrainerFailure `bad_input` */
export async function readJson(path: string, name: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new TrainerFailure("bad_input", `${name} cannot be read: ${problem}`, { cause: error });
  }
}

const EXIT_OF_FAILURE = {
  bad_input: TRAINER_EXIT.badJob,
  bad_params: TRAINER_EXIT.badJob,
  diverged: TRAINER_EXIT.badJob,
  unsupported: TRAINER_EXIT.unsupported,
  out_of_memory: TRAINER_EXIT.resources,
  disk_full: TRAINER_EXIT.resources,
  internal: 1,
} satisfies Record<TrainerErrorCode, number>;

function exitAfter(error: unknown, report: Reporter, host: TrainerProcess): number {
  if (error instanceof Stopped) return TRAINER_EXIT.stopped;
  const { code, message } = error instanceof TrainerFailure ? error : failureOf(error);
  if (code === "internal") host.stderr(`${error instanceof Error ? error.stack : String(error)}\n`);
  const exit = EXIT_OF_FAILURE[code];
  const retryable = exit !== TRAINER_EXIT.badJob && exit !== TRAINER_EXIT.unsupported;
  report.send({ type: "error", code, message, retryable });
  return exit;
}

function failureOf(error: unknown): { code: TrainerErrorCode; message: string } {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOSPC") return { code: "disk_full", message: "The disk is full: use a machine with more of it." };
  // What V8 says when a typed array does not fit.
  if (error instanceof RangeError && error.message.includes("allocation failed")) {
    return { code: "out_of_memory", message: "The data do not fit into memory: use a larger machine or fewer rows." };
  }
  return { code: "internal", message: "The trainer failed: this is a bug of the trainer, its log says more." };
}
