import type { TaskType, TrainerCapabilities, TrainerEvent, TrainerEventOf, TrainerJob } from "@flash/schemas";
import type { Argv } from "../../agent/config/agent-config.ts";
import { type JobFolder, makeJobFolder } from "../job-folder.ts";
import { type Interruption, observeRun, type ObservedRun, type RunOptions } from "../observe-run.ts";

/** What one check found. A trainer conforms when no check has failed. */
export interface Verdict {
  /** Of the check, unlike any other of the same task type. */
  readonly name: string;
  readonly outcome: "passed" | "failed" | "skipped";
  /** One sentence each: what the contract wants and what was seen, or why it was skipped. */
  readonly findings: readonly string[];
}

/** An undisturbed run, which others are compared with. */
export interface Baseline {
  readonly folder: JobFolder;
  readonly run: ObservedRun;
  /** SHA-256 of what was learned. */
  readonly weights: string;
}

/** What a check works with: one trainer and one task type. */
export class Bench {
  readonly command: Argv;
  readonly capabilities: TrainerCapabilities;
  readonly taskType: TaskType;
  readonly params: TrainerJob["params"];
  readonly limits: RunOptions["limits"];
  /** Part of the names of those checks that are wanted; empty: all. */
  readonly only: string;
  readonly #parent: string;

  constructor(
    given: Pick<Bench, "command" | "capabilities" | "taskType" | "params" | "limits" | "only">,
    parent: string,
  ) {
    this.command = given.command;
    this.capabilities = given.capabilities;
    this.taskType = given.taskType;
    this.params = given.params;
    this.limits = given.limits;
    this.only = given.only;
    this.#parent = parent;
  }

  wants(name: string): boolean {
    return name.includes(this.only);
  }

  folder(): Promise<JobFolder> {
    return makeJobFolder(this.#parent, this.taskType, this.params);
  }

  run(
    folder: JobFolder,
    more: { readonly interruption?: Interruption; readonly resume?: boolean; readonly command?: Argv } = {},
  ): Promise<ObservedRun> {
    return observeRun(folder, { command: this.command, limits: this.limits, ...more });
  }
}

/** Without findings the check is passed. */
export const verdict = (name: string, findings: readonly string[]): Verdict => ({
  name,
  outcome: findings.length === 0 ? "passed" : "failed",
  findings,
});

export const skipped = (name: string, why: string): Verdict => ({ name, outcome: "skipped", findings: [why] });

export const eventsOf = <Type extends TrainerEvent["type"]>(run: ObservedRun, type: Type): TrainerEventOf<Type>[] =>
  run.events.filter((event): event is TrainerEventOf<Type> & { atMs: number } => event.type === type);

/** How a run ended, in words. */
export function endOf({ exit, stopped, lastWords }: ObservedRun): string {
  const why = {
    silent: "it said nothing for too long and was killed",
    flood: "it printed without end and was killed",
    late: "it did not come to an end and was killed",
    deaf: "it did not stop and was killed",
  };
  const how =
    exit.code === null ? `it was ended by ${exit.signal ?? "nobody"}` : `it ended with exit code ${exit.code}`;
  const words = lastWords === "" ? "" : `; its last words were: ${lastWords}`;
  return `${stopped === null ? how : why[stopped]}${words}`;
}
