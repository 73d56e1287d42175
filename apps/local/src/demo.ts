import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { openAsBlob } from "node:fs";
import { basename, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { TaskType, Training } from "@flash/schemas";
import {
  createFlash,
  type EndedJob,
  type Flash,
  isFlashError,
  type Job,
  type ValidDataset,
  type WireJob,
} from "@flash/sdk";
import { describeProblem, placeText } from "@flash/sdk/report";
import { parseCommandLine, UsageError } from "../../../build/command-line.ts";
import { wholeNumber } from "../../../build/script-options.ts";
import { runCommand, typedFile, typedFolder } from "./command-line.ts";
import { onInterruption } from "../../../build/interruption.ts";
import { type Platform, startPlatform } from "./platform.ts";
import { guessTaskType } from "./guess-task-type.ts";
import { demoVerdict } from "./terminal/demo-verdict.ts";
import { ProgressLine } from "./terminal/progress-line.ts";
import { describeJob } from "./terminal/job-line.ts";

const SAMPLE = fileURLToPath(new URL("../../../samples/spam.csv", import.meta.url));

const HELP = `Trains one model from a file: upload, check, boot, train, switch off.

  npm run demo -- [FILE] [--task TYPE] [--model NAME] [--epochs N] [--seed N] [--out .flash/model] [--at-least SCORE]

  FILE       default: samples/spam.csv. A CSV file with the columns input and label (texts) or target (a table),
             or a ZIP of pictures in a folder for each class: samples/ has one of each
  --task     ${TaskType.options.join(", ")};
             guessed from the file if left out
  --model    default for texts: gru; otherwise the task type's
  --epochs   default for texts: 4; otherwise the task type's
  --seed     of all chance in the training; 1 if left out
  --out      where the model is put
  --at-least score (accuracy, R²) below which the demo fails; whatever it is if left out
  --help     this text`;

const FLAGS = {
  task: { type: "string" },
  model: { type: "string" },
  epochs: { type: "string" },
  seed: { type: "string" },
  out: { type: "string", default: ".flash/model" },
  "at-least": { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** Fast enough to be watched. */
const TEXT_DEFAULTS = { model: "gru", epochs: 4 };
/** Enough to see a table's columns and some hundred rows. */
const HEAD_BYTES = 65_536;

/** What is asked for, by the task type's own schema. @throws UsageError */
function trainingOf(
  taskType: TaskType,
  { model, epochs, seed }: { model?: string; epochs?: string; seed?: string },
): Training {
  const asked = {
    ...(taskType === "text-classification" ? TEXT_DEFAULTS : {}),
    ...(model === undefined ? {} : { model }),
    ...(epochs === undefined ? {} : { epochs: wholeNumber("epochs", epochs) }),
    ...(seed === undefined ? {} : { seed: wholeNumber("seed", seed, 0) }),
  };
  const training = Training.safeParse({ taskType, hyperparameters: asked });
  if (training.success) return training.data;
  throw new UsageError(
    training.error.issues.map(({ path, message }) => `--${String(path.at(-1))}: ${message}`).join("; "),
  );
}

/** @throws UsageError */
async function taskTypeOf(asked: string | undefined, file: string): Promise<TaskType> {
  if (asked === undefined) {
    const blob = await openAsBlob(file);
    const guess = guessTaskType(file, await blob.slice(0, HEAD_BYTES).text());
    if (guess !== undefined) return guess;
    throw new UsageError(
      "what is to be learned from it? A CSV file shows that by the columns input and label, or target; of any other file --task says it",
    );
  }
  const taskType = TaskType.safeParse(asked);
  if (taskType.success) return taskType.data;
  throw new UsageError(`--task is one of ${TaskType.options.join(", ")}`);
}

/** @throws UsageError */
function scoreOf(text: string): number {
  const score = Number(text);
  if (text.trim() !== "" && score <= 1) return score;
  throw new UsageError(`--at-least is a score of at most 1, such as 0.94, not ${text}`);
}

async function demo(): Promise<number> {
  const { values, positionals } = parseCommandLine(process.argv.slice(2), FLAGS);
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  if (positionals.length > 1) throw new UsageError("one file at a time");
  const file = positionals[0] === undefined ? SAMPLE : await typedFile(positionals[0]);
  const training = trainingOf(await taskTypeOf(values.task, file), values);
  const atLeast = values["at-least"] === undefined ? null : scoreOf(values["at-least"]);
  const out = await typedFolder("out", values.out);

  const signal = onInterruption();
  await mkdir(join(dirname(SAMPLE), "..", ".flash"), { recursive: true });
  const dataFolder = await mkdtemp(join(dirname(SAMPLE), "..", ".flash", "demo-"));
  const line = new ProgressLine(screen());
  line.keep("Flash: one job from a file to a model, on this machine");
  const platform = await startPlatform({ dataFolder });
  try {
    const flash = createFlash(platform.connection);
    const dataset = await upload(flash, { file, taskType: training.taskType }, line, signal);
    const job = await flash.train({ dataset, ...training }, { signal });
    const ended = await follow(job, line, signal);
    if (ended.state !== "succeeded") return complain(ended, line);
    const model = await keepModel(job, out, line, signal);
    const isOff = await seeMachinesOff(platform, job, line, signal);
    const { score } = ended.outcome;
    const { lines, exitCode } = demoVerdict({ score, folder: model, areMachinesOff: isOff, atLeast });
    for (const text of lines) line.keep(text);
    return exitCode;
  } catch (error) {
    if (isFlashError(error) && error.code === "file_invalid") tellProblems(error.problem.report, line);
    if (!signal.aborted) throw error;
    line.keep("Stopped.");
    return 130;
  } finally {
    await platform.close();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

const screen = () => ({
  isTTY: process.stdout.isTTY,
  columns: process.stdout.columns ?? 120,
  write: (text: string) => void process.stdout.write(text),
});

async function upload(
  flash: Flash,
  { file, taskType }: { file: string; taskType: TaskType },
  line: ProgressLine,
  signal: AbortSignal,
): Promise<ValidDataset> {
  const dataset = await flash.uploadDataset(file, {
    taskType,
    signal,
    onProgress: ({ stage, bytes, totalBytes, rows }) =>
      line.show(stage, bytes, totalBytes, rows === null ? "" : `${rows} rows`),
  });
  const { rows, classes } = dataset.report;
  const names = classes.list.map(({ label, rows: count }) => `${label} ${count}`).join(", ");
  const usable = `${rows.kept} of ${rows.total} ${taskType === "image-classification" ? "pictures" : "rows"} usable`;
  line.keep(
    `  uploaded    ${basename(file)}: ${usable}${classes.count > 0 ? `, ${classes.count} classes (${names})` : ""}`,
  );
  return dataset;
}

/** Shows every state once, and every epoch. */
async function follow(job: Job, line: ProgressLine, signal: AbortSignal): Promise<EndedJob> {
  let before: WireJob | null = null;
  return job.wait({
    signal,
    onUpdate: (now) => {
      for (const news of describeJob(before, now)) line.keep(`  ${news}`);
      before = now;
      const { progress } = now;
      if (now.state === "training" && progress !== null) {
        line.show(
          progress.phase,
          progress.step,
          progress.total,
          progress.epochs > 0 ? `epoch ${progress.epoch} of ${progress.epochs}` : "",
        );
      }
    },
  });
}

/** The error that follows says no more than that there are some. */
function tellProblems({ problems }: ValidDataset["report"], line: ProgressLine): void {
  for (const problem of problems.filter(({ severity }) => severity === "error")) {
    const { sentence, remedy } = describeProblem(problem);
    line.keep(`  refused     ${[sentence, ...problem.places.map(placeText)].join(" ")}\n              ${remedy}`);
  }
}

function complain({ outcome }: EndedJob, line: ProgressLine): number {
  line.keep(`  failed      ${outcome.sentence} ${outcome.detail}\n              ${outcome.remedy}`);
  return 1;
}

async function keepModel(job: Job, folder: string, line: ProgressLine, signal: AbortSignal): Promise<string> {
  await mkdir(folder, { recursive: true });
  const { artifacts } = await job.model.download({ signal });
  for (const { path } of artifacts) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), await job.model.downloadArtifact(path, { signal }));
  }
  line.keep(`  downloaded  ${artifacts.map(({ path }) => path).join(", ")}`);
  return folder;
}

/** A job's last word is its receipt, which is written when its machine was seen off. */
async function seeMachinesOff(platform: Platform, job: Job, line: ProgressLine, signal: AbortSignal): Promise<boolean> {
  const instances = platform.fleet.flatMap(({ instances: byType }) => Object.values(byType).flat());
  line.show("power off", 0, 0, "waiting until the machine was seen off");
  await Promise.all(instances.map((instance) => platform.ec2.reached(instance, "stopped")));
  const { secondsOn, bootS, runS, costUsd } = await receiptOf(job, signal);
  const cost = costUsd === null ? "" : `; on AWS about $${costUsd.toFixed(4)}`;
  line.keep(`  receipt     machine on for ${secondsOn} s (boot ${bootS ?? 0} s, training ${runS ?? 0} s)${cost}`);
  return instances.every((instance) => platform.ec2.state(instance) === "stopped");
}

async function receiptOf(job: Job, signal: AbortSignal): Promise<NonNullable<WireJob["receipt"]>> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(60_000)]);
  for (;;) {
    const { receipt } = await job.get({ signal: deadline });
    if (receipt !== null) return receipt;
    await pause(250, undefined, { signal: deadline });
  }
}

process.exitCode = await runCommand(demo);
