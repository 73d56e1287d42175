import { join } from "node:path";
import { TASK_TYPES, TRAINER_FILES } from "@flash/schemas";
import type { TrainerSplit } from "@flash/schemas";
import { readCsvFile } from "../csv-file.ts";
import { TrainerFailure } from "../failure.ts";
import { classNumbersOf, fingerprintOf, readSplit, sidesOf } from "../job-data.ts";
import type { TrainerRun } from "../run-trainer.ts";
import { spreadOf } from "../learning/spread.ts";
import { Stopped } from "../stop-request.ts";
import type { Goal, NumericRows } from "../training/dense-learner.ts";
import { isTooFine } from "../training/target-unit.ts";
import { featureCount, isMissingCell, numberInCell, rowEncoder } from "./encoding.ts";
import type { TablePreprocess } from "./encoding.ts";
import { learnEncoding } from "./learn-encoding.ts";

const TARGET = TASK_TYPES["tabular-classification"].dataset.targetColumn;

export interface TableDataset {
  readonly train: NumericRows;
  readonly validation: NumericRows;
  readonly goal: Goal;
  readonly preprocess: TablePreprocess;
  /** Features of each row. */
  readonly width: number;
  /** Of job, split and data: what must be equal for a checkpoint to be of use. */
  readonly fingerprint: string;
}

const TOO_FINE = {
  type: "warning",
  code: "target_too_fine",
  message:
    "The targets differ by so little, compared with their size, that the model's 32-bit answers cannot tell them apart: train on their difference from a constant.",
} as const;

/** A record's cells by column. */
type Cells = Readonly<Record<string, string>>;
/** By the number that split.json gives a record. */
type Records = ReadonlyMap<number, Cells>;

/** @throws TrainerFailure `bad_input` when data, split and classes do not fit together. */
export async function loadTable(run: TrainerRun): Promise<TableDataset> {
  const { job, folders } = run;
  const split = await readSplit(folders.data);
  const { records, columns, sha256 } = await readRecords(run, join(folders.data, TRAINER_FILES.csv), split);
  const targetOf = job.classes.length > 0 ? classTarget(job.classes) : numberTarget;
  const trainRecords = recordsOf(records, split.train);
  const preprocess = learnEncoding(
    new Map(columns.map((name) => [name, trainRecords.map((record) => record[name] ?? "")])),
    TARGET,
  );
  const width = featureCount(preprocess);
  if (width === 0) throw new TrainerFailure("bad_input", "no column of the table says anything about the target");
  const encode = rowEncoder(preprocess);
  const rowsOf = (side: readonly number[]): NumericRows => {
    const inputs = new Float32Array(side.length * width);
    const targets = recordsOf(records, side).map((record, row) => {
      inputs.set(encode(record), row * width);
      return targetOf(record[TARGET] ?? "");
    });
    return { inputs, targets };
  };
  const [train, validation] = [rowsOf(split.train), rowsOf(split.validation)];
  const goal = goalOf(job.classes, train.targets);
  if (goal.kind === "number" && isTooFine(goal)) run.report.send(TOO_FINE);
  return { train, validation, goal, preprocess, width, fingerprint: fingerprintOf(job, split, sha256) };
}

async function readRecords(
  { report, stop }: TrainerRun,
  path: string,
  split: TrainerSplit,
): Promise<{ records: Records; columns: string[]; sha256: string }> {
  const sides = sidesOf(split);
  report.send({ type: "phase", name: "load", total: sides.size });
  const records = new Map<number, Record<string, string>>();
  let columns: string[] | undefined;
  let number = 0;
  const sha256 = await readCsvFile(path, ({ fields }) => {
    if (stop.requested) throw new Stopped();
    if (columns === undefined) {
      columns = headerOf(fields);
      return;
    }
    if (sides.has(number)) {
      records.set(number, Object.fromEntries(columns.map((name, at) => [name, fields[at] ?? ""])));
      report.progress({ phase: "load", done: records.size, total: sides.size });
    }
    number += 1;
  });
  if (records.size < sides.size) {
    const missing = sides.size - records.size;
    throw new TrainerFailure("bad_input", `split.json lists ${missing} records that data.csv lacks`);
  }
  return { records, columns: columns ?? [], sha256 };
}

function headerOf(fields: readonly string[]): string[] {
  const names = fields.map((name) => name.trim());
  if (!names.includes(TARGET)) {
    throw new TrainerFailure("bad_input", `data.csv needs the column ${TARGET}; its header is: ${names.join(", ")}`);
  }
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined) return names;
  throw new TrainerFailure("bad_input", `data.csv has two columns named ${twice}`);
}

const recordsOf = (records: Records, numbers: readonly number[]): Cells[] =>
  numbers.map((number) => records.get(number)).filter((cells) => cells !== undefined);

function classTarget(classes: readonly string[]): (cell: string) => number {
  const numbers = classNumbersOf(classes);
  return (cell) => {
    const number = numbers.get(cell.trim());
    if (number !== undefined) return number;
    throw new TrainerFailure("bad_input", `data.csv: the target ${cell} is not in job.json's classes`);
  };
}

/** Models compute with 32-bit numbers, and their answers are a few times as far apart as the targets. */
const MOST = 1e37;

function numberTarget(cell: string): number {
  const value = isMissingCell(cell) ? undefined : numberInCell(cell);
  if (value !== undefined && Math.abs(value) > MOST) {
    const mend = "give it in a larger unit";
    throw new TrainerFailure(
      "bad_input",
      `data.csv: the target ${cell} is beyond what a model can answer, ${MOST}: ${mend}`,
    );
  }
  if (value !== undefined) return value;
  throw new TrainerFailure("bad_input", `data.csv: the target "${cell}" is no number`);
}

function goalOf(classes: readonly string[], targets: readonly number[]): Goal {
  if (classes.length > 0) return { kind: "classes", count: classes.length };
  const { mean, deviation } = spreadOf(targets);
  return { kind: "number", mean, deviation: deviation === 0 ? 1 : deviation };
}
