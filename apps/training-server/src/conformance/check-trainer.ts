import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TaskType } from "@flash/schemas";
import type { TrainerCapabilities, TrainerJob } from "@flash/schemas";
import type { Argv } from "../agent/config/agent-config.ts";
import { foreignFiles, judgeArtifacts } from "./checks/artifacts.ts";
import { checkBadInput } from "./checks/bad-input.ts";
import { type Baseline, Bench, skipped, type Verdict, verdict } from "./checks/check.ts";
import { checkDiskFull, DISK_FULL } from "./checks/disk-full.ts";
import { judgeHappyPath } from "./checks/happy-path.ts";
import { checkInterruption, interruptionsOf } from "./checks/interruptions.ts";
import { judgeOutput } from "./checks/output.ts";
import { probe } from "./checks/probe.ts";
import { weightsDigest } from "./job-folder.ts";
import type { RunOptions } from "./observe-run.ts";

/** What is to be checked, and how. */
export interface CheckOptions {
  readonly command: Argv;
  /** Only these task types; empty: all that the trainer says it can. */
  readonly taskTypes: readonly TaskType[];
  /** Part of the names of the checks that are wanted besides the undisturbed run; empty: all. */
  readonly only: string;
  /** Hyperparameters instead of the defaults. */
  readonly params: TrainerJob["params"];
  readonly limits: RunOptions["limits"];
  /** Told of each verdict as soon as it is known. */
  readonly onVerdict: (taskType: string, verdict: Verdict) => void;
}

export interface CheckReport {
  readonly trainer: TrainerCapabilities["trainer"] | null;
  readonly conforms: boolean;
  /** Under the task type, or "any" for what does not depend on one. */
  readonly verdicts: readonly (Verdict & { readonly taskType: string })[];
}

/** Runs a trainer through the whole contract, on datasets made for it. Throws when its command cannot be started. */
export async function checkTrainer(options: CheckOptions): Promise<CheckReport> {
  const verdicts: (Verdict & { taskType: string })[] = [];
  const add = (taskType: string, found: Verdict): void => {
    verdicts.push({ taskType, ...found });
    options.onVerdict(taskType, found);
  };
  const parent = await realpath(await mkdtemp(join(tmpdir(), "flash-trainer-check-")));
  try {
    const { verdict: probed, capabilities } = await probe(options.command, parent);
    add("any", probed);
    if (capabilities !== null) {
      const taskTypes = taskTypesOf(options, capabilities);
      if (taskTypes.length === 0)
        add("any", verdict("task types", ["the trainer names no task type that Flash knows"]));
      for (const taskType of taskTypes) {
        const bench = new Bench({ ...options, capabilities, taskType }, parent);
        for await (const found of checksOf(bench)) add(taskType, found);
      }
    }
    const conforms = verdicts.every(({ outcome }) => outcome !== "failed");
    return { trainer: capabilities?.trainer ?? null, conforms, verdicts };
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

function taskTypesOf({ taskTypes }: CheckOptions, { tasks }: TrainerCapabilities): readonly TaskType[] {
  if (taskTypes.length > 0) return taskTypes;
  const named = tasks.map(({ task_type }) => TaskType.safeParse(task_type));
  return [...new Set(named.flatMap((parsed) => (parsed.success ? [parsed.data] : [])))];
}

async function* checksOf(bench: Bench): AsyncGenerator<Verdict> {
  const folder = await bench.folder();
  const before = await foreignFiles(folder);
  const run = await bench.run(folder);
  const happy = judgeHappyPath(folder, run);
  yield happy;
  yield judgeOutput(run, bench.limits);
  yield await judgeArtifacts(folder, before);
  yield* await checkBadInput(bench);
  if (bench.wants(DISK_FULL)) yield await checkDiskFull(bench);
  const weights = await weightsDigest(folder).catch(() => null);
  if (weights === null || run.exit.code !== 0) {
    yield skipped("interruptions", "there is no undisturbed run to compare with");
    return;
  }
  const baseline: Baseline = { folder, run, weights };
  const interruptions = interruptionsOf(run).filter(({ name }) => bench.wants(name));
  if (interruptions.length === 0 && !bench.wants(SAME_WEIGHTS)) return;
  const same = await repeat(bench, baseline);
  yield same;
  if (same.outcome === "failed") yield skipped("interruptions", "equal runs have other weights already");
  else for (const planned of interruptions) yield await checkInterruption(bench, baseline, planned);
}

const SAME_WEIGHTS = "same weights again";

/** The same seed, data and parameters: without that, nobody could tell whether a resumed run is right. */
async function repeat(bench: Bench, baseline: Baseline): Promise<Verdict> {
  const folder = await bench.folder();
  await bench.run(folder);
  const isSame = (await weightsDigest(folder).catch(() => null)) === baseline.weights;
  return verdict(
    SAME_WEIGHTS,
    isSame ? [] : ["the same job must come to the same weights: its seed is the only randomness"],
  );
}
