import { TRAINER_EXIT } from "@flash/schemas";
import type { TrainerEvent, TrainerEventOf } from "@flash/schemas";
import type { JobFolder } from "../job-folder.ts";
import type { ObservedRun } from "../observe-run.ts";
import { endOf, eventsOf, verdict, type Verdict } from "./check.ts";

/** Whether an undisturbed run ended well, and told the truth on its way. */
export function judgeHappyPath(folder: JobFolder, run: ObservedRun): Verdict {
  const isDone = run.stopped === null && run.exit.code === TRAINER_EXIT.done;
  return verdict("happy path", [
    ...(isDone ? [] : [`a good job must end with exit code 0, but ${endOf(run)}`]),
    // What is ignored has numbers too; which it is stands under "output".
    ...(run.ignored.length === 0 ? numberingFaults(run.events) : []),
    ...startFaults(folder, run),
    ...epochFaults(eventsOf(run, "epoch")),
    ...resultFaults(folder, eventsOf(run, "result")),
    ...eventsOf(run, "error").map(({ message }) => `a good job must send no error, but it said: ${message}`),
  ]);
}

function numberingFaults(events: readonly TrainerEvent[]): string[] {
  const wrong = events.find(({ seq }, index) => seq !== index);
  return wrong === undefined ? [] : [`seq must count 0, 1, 2, … over all events; ${wrong.type} has ${wrong.seq}`];
}

function startFaults({ counts, facts }: JobFolder, run: ObservedRun): string[] {
  const [started, ...more] = eventsOf(run, "started");
  if (started === undefined) return ["started must be sent once the data are known to be good"];
  const before = run.events.slice(
    0,
    run.events.findIndex(({ type }) => type === "started"),
  );
  const early = before.find((event) => event.type === "phase" && event.name !== "load");
  const classes = facts.classes.length;
  return [
    ...(more.length === 0 ? [] : [`started must be sent once, not ${more.length + 1} times`]),
    ...(early === undefined ? [] : ["started must come after the phase load and before any other phase"]),
    ...(started.train_count === counts.train && started.val_count === counts.validation
      ? []
      : [
          `split.json has ${counts.train} records to train on and ${counts.validation} held out; started says ${started.train_count} and ${started.val_count}`,
        ]),
    ...(started.class_count === classes
      ? []
      : [`job.json has ${classes} classes; started says ${started.class_count}`]),
  ];
}

function epochFaults(epochs: readonly TrainerEventOf<"epoch">[]): string[] {
  if (epochs.length === 0) return ["epoch must be sent after each epoch"];
  const wrong = epochs.find(({ epoch }, index) => epoch !== index + 1);
  const beyond = epochs.find(({ epoch, epochs: all }) => epoch > all);
  return [
    ...(wrong === undefined ? [] : [`epochs must be told in order from 1; ${wrong.epoch} is out of place`]),
    ...(beyond === undefined ? [] : [`epoch ${beyond.epoch} is more than the ${beyond.epochs} that there are`]),
    ...(epochs.some(({ best }) => best) ? [] : ["at least one epoch must be the best"]),
  ];
}

function resultFaults({ counts, facts }: JobFolder, results: readonly TrainerEventOf<"result">[]): string[] {
  const [result, ...more] = results;
  if (result === undefined) return ["result must be sent before exit code 0: without it the job fails"];
  const faults = more.length === 0 ? [] : [`result must be sent once, not ${more.length + 1} times`];
  if (facts.classes.length === 0) return faults;
  if (result.val_accuracy === undefined) faults.push("the result of a classification must have val_accuracy");
  return [...faults, ...confusionFaults(result, facts.classes.length, counts.validation)];
}

/** The matrix counts every held-out record once, and its diagonal is what the accuracy says. */
function confusionFaults(
  { confusion, val_accuracy }: TrainerEventOf<"result">,
  classes: number,
  heldOut: number,
): string[] {
  if (confusion === undefined) return [];
  const all = confusion.flat().reduce((sum, count) => sum + count, 0);
  const correct = confusion.reduce((sum, row, index) => sum + (row[index] ?? 0), 0);
  const isSquare = confusion.length === classes && confusion.every((row) => row.length === classes);
  return [
    ...(isSquare ? [] : [`confusion must be ${classes} by ${classes}, in the order of job.json's classes`]),
    ...(all === heldOut ? [] : [`confusion counts ${all} records; split.json holds out ${heldOut}`]),
    ...(val_accuracy === undefined || Math.abs(correct / Math.max(1, all) - val_accuracy) < 1e-6
      ? []
      : [`confusion has ${correct} of ${all} right, which is not the val_accuracy of ${val_accuracy}`]),
  ];
}
