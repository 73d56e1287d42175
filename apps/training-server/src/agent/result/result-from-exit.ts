import { TRAINER_EXIT } from "@flash/schemas";
import type { TrainerErrorCode, TrainerEventOf } from "@flash/schemas";
import type { Fault } from "../attempt/attempt-fault.ts";

/** How a trainer's process ended; exactly one of the two is not null, or none of one that has not ended. */
export interface TrainerExit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** All that is known of one run of a trainer. */
export interface TrainerRun {
  readonly exit: TrainerExit;
  /** Not even SIGKILL has ended it. */
  readonly isStuck: boolean;
  /** Why the agent ended it; null when it ended by itself. */
  readonly stopped: "silent" | "flood" | null;
  /** The last of each that it sent. */
  readonly result: TrainerEventOf<"result"> | null;
  readonly error: TrainerEventOf<"error"> | null;
  /** The last line of its log; may be empty. */
  readonly lastLine: string;
}

export type RunVerdict =
  | { readonly kind: "done"; readonly result: TrainerEventOf<"result"> }
  | {
      readonly kind: "failed";
      readonly fault: Fault;
      readonly message: string;
      /** Another run from the last checkpoint may end differently. */
      readonly again: boolean;
    };

const FAULT_OF_ERROR = {
  bad_input: "bad_data",
  bad_params: "bad_parameters",
  diverged: "bad_parameters",
  out_of_memory: "out_of_memory",
  disk_full: "disk_full",
  unsupported: "unsupported",
  internal: "trainer_crashed",
} as const satisfies Record<TrainerErrorCode, Fault>;

/** Codes that a shell or a runtime makes of SIGINT and SIGTERM. */
const STOPPED_CODES: ReadonlySet<number | null> = new Set([TRAINER_EXIT.stopped, 130, 143]);
const STOPPED_SIGNALS: ReadonlySet<string | null> = new Set(["SIGTERM", "SIGINT", "SIGHUP"]);

/** What one run of a trainer comes to, by its exit code first: what it said may be missing or late. */
export function verdictOfRun(run: TrainerRun): RunVerdict {
  if (run.stopped !== null) return failed(run.stopped === "silent" ? "trainer_silent" : "trainer_crashed", run, false);
  const { code, signal } = run.exit;
  if (isKilled(run.exit)) return failed("out_of_memory", run, true);
  if (STOPPED_CODES.has(code) || STOPPED_SIGNALS.has(signal)) return failed("trainer_crashed", run, true);
  switch (code ?? "signal") {
    case TRAINER_EXIT.done:
      return run.result === null ? failed("trainer_crashed", run, false) : { kind: "done", result: run.result };
    case TRAINER_EXIT.badJob:
      return failed(errorFault(run, ["bad_data", "bad_parameters"]), run, false);
    case TRAINER_EXIT.unsupported:
      return failed("unsupported", run, false);
    case TRAINER_EXIT.resources:
      return failed(errorFault(run, ["out_of_memory", "disk_full"]), run, false);
    default:
      return failed(
        run.error === null ? "trainer_crashed" : FAULT_OF_ERROR[run.error.code],
        run,
        run.error?.retryable ?? true,
      );
  }
}

/** Nobody here sent it: the kernel, which had no more memory, or somebody's hand. A shell around the trainer makes a code of it. */
const isKilled = ({ code, signal }: TrainerExit): boolean => signal === "SIGKILL" || code === 137;

/** The fault that the trainer named if it fits the exit code, else the first that does. */
function errorFault({ error }: TrainerRun, fitting: readonly [Fault, ...Fault[]]): Fault {
  const named = error === null ? null : FAULT_OF_ERROR[error.code];
  return named !== null && fitting.includes(named) ? named : fitting[0];
}

function failed(fault: Fault, run: TrainerRun, again: boolean): RunVerdict {
  return { kind: "failed", fault, message: messageOf(run).slice(0, MAX_MESSAGE), again };
}

const MAX_MESSAGE = 4_000;

function messageOf({ exit, stopped, error, lastLine }: TrainerRun): string {
  if (stopped === "silent") return withLog("The trainer said nothing for too long and was stopped.", lastLine);
  if (stopped === "flood") return "The trainer printed more than is allowed and was stopped.";
  if (error !== null) return error.message;
  if (isKilled(exit)) return withLog("The trainer was killed, most often for lack of memory.", lastLine);
  if (exit.signal !== null) return withLog(`The trainer was ended by ${exit.signal}.`, lastLine);
  if (exit.code === TRAINER_EXIT.done) return withLog("The trainer ended without a result.", lastLine);
  return withLog(`The trainer ended with exit code ${exit.code}.`, lastLine);
}

const withLog = (sentence: string, lastLine: string): string =>
  lastLine === "" ? sentence : `${sentence} The last line of its log: ${lastLine}`;
