import { readdir } from "node:fs/promises";
import { TRAINER_EXIT, TRAINER_FILES, TrainerPhase } from "@flash/schemas";
import type { TrainerEvent } from "@flash/schemas";
import { checkArtifacts } from "../../agent/result/check-artifacts.ts";
import { listCheckpointFiles } from "../../agent/checkpoint/list-checkpoint-files.ts";
import { type JobFolder, weightsDigest } from "../job-folder.ts";
import type { Interruption, ObservedRun } from "../observe-run.ts";
import { type Baseline, type Bench, endOf, eventsOf, skipped, verdict, type Verdict } from "./check.ts";

/** Where a run is interrupted: an instant that every trainer can be caught at. */
interface Moment {
  readonly name: string;
  readonly at: Interruption["at"];
  /** Something has been learned by then, which must not be lost to a polite stop. */
  readonly hasLearned: boolean;
}

const STOPPED_CODES: ReadonlySet<number | null> = new Set([TRAINER_EXIT.stopped, 130, 143]);

/** One check: a signal at a moment. */
export interface PlannedInterruption {
  readonly name: string;
  readonly signal: Interruption["signal"];
  readonly moment: Moment;
}

/** A polite stop and a kill at each moment that an undisturbed run had. */
export const interruptionsOf = (run: ObservedRun): PlannedInterruption[] =>
  (["SIGTERM", "SIGKILL"] as const).flatMap((signal) =>
    momentsOf(run).map((moment) => ({ name: `${signal} ${moment.name}`, signal, moment })),
  );

function momentsOf(run: ObservedRun): Moment[] {
  const phases = TrainerPhase.options.filter((name) => eventsOf(run, "phase").some((phase) => phase.name === name));
  const inPhase =
    (name: TrainerPhase) =>
    (event: TrainerEvent): boolean =>
      event.type === "phase" && event.name === name;
  const epochs = eventsOf(run, "epoch").length;
  const half = Math.ceil(epochs / 2);
  return [
    { name: "at its start", at: "start", hasLearned: false },
    ...phases.map((name) => ({ name: `in phase ${name}`, at: inPhase(name), hasLearned: false })),
    ...(epochs < 2
      ? []
      : [
          {
            name: `after epoch ${half} of ${epochs}`,
            at: (event: TrainerEvent): boolean => event.type === "epoch" && event.epoch === half,
            hasLearned: true,
          },
        ]),
  ];
}

/** Interrupts the trainer, lets it go on, and compares what it learned with the undisturbed run. */
export async function checkInterruption(
  bench: Bench,
  baseline: Baseline,
  { name, signal, moment }: PlannedInterruption,
): Promise<Verdict> {
  const folder = await bench.folder();
  const run = await bench.run(folder, { interruption: { signal, at: moment.at } });
  if (run.stopped === null && run.exit.code === TRAINER_EXIT.done) {
    const same = (await weightsDigest(folder)) === baseline.weights;
    if (!same) return verdict(name, ["it was done before the signal, with other weights than the undisturbed run"]);
    return moment.hasLearned
      ? skipped(name, "training was over before the signal came: ask for more epochs with --params")
      : verdict(name, []);
  }
  const stopFaults = signal === "SIGTERM" ? await politeFaults(bench, { run, folder, moment }) : [];
  return verdict(name, [
    ...stopFaults,
    ...(await halfManifest(folder)),
    ...(await resumeFaults(bench, folder, baseline)),
  ]);
}

async function politeFaults(
  { capabilities, limits }: Bench,
  { run, folder, moment }: { run: ObservedRun; folder: JobFolder; moment: Moment },
): Promise<string[]> {
  if (run.stopped === "deaf") return [`SIGTERM must end it within ${limits.stopMs} ms, but ${endOf(run)}`];
  const isStopped = STOPPED_CODES.has(run.exit.code) || run.exit.signal === "SIGTERM" || run.exit.signal === "SIGINT";
  const hasCheckpoint = (await listCheckpointFiles(folder.checkpoint)).length > 0;
  return [
    ...(isStopped ? [] : [`SIGTERM must end it with exit code ${TRAINER_EXIT.stopped}, but ${endOf(run)}`]),
    ...(capabilities.resume && moment.hasLearned && !hasCheckpoint
      ? ["it can resume, but SIGTERM after an epoch left no checkpoint"]
      : []),
  ];
}

/** The manifest comes last: where there is one, the output is complete. */
async function halfManifest(folder: JobFolder): Promise<string[]> {
  if (!(await readdir(folder.out)).includes(TRAINER_FILES.manifest)) return [];
  return checkArtifacts(folder, folder.facts.job_id).then(
    () => [],
    (error: unknown) => [`manifest.json was there before the output was complete: ${String(error)}`],
  );
}

async function resumeFaults(bench: Bench, folder: JobFolder, baseline: Baseline): Promise<string[]> {
  const resume = (await listCheckpointFiles(folder.checkpoint)).length > 0;
  const run = await bench.run(folder, { resume });
  const again = resume ? "called with --resume" : "called again";
  if (run.stopped !== null || run.exit.code !== TRAINER_EXIT.done)
    return [`${again}, it must end with exit code 0, but ${endOf(run)}`];
  const weights = await weightsDigest(folder).catch(() => null);
  return weights === baseline.weights ? [] : [`${again}, it must come to the weights of an undisturbed run`];
}
