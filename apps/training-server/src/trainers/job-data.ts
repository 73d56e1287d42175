import { createHash } from "node:crypto";
import { join } from "node:path";
import { TRAINER_FILES, TrainerSplit } from "@flash/schemas";
import type { TrainerJob } from "@flash/schemas";
import * as z from "zod";
import { TrainerFailure } from "./failure.ts";
import { readJson } from "./run-trainer.ts";

export type Side = "train" | "validation";

/** @param folder - the data folder. @throws TrainerFailure `bad_input` */
export async function readSplit(folder: string): Promise<TrainerSplit> {
  const split = TrainerSplit.safeParse(await readJson(join(folder, TRAINER_FILES.split), TRAINER_FILES.split));
  if (!split.success) throw new TrainerFailure("bad_input", `split.json: ${z.prettifyError(split.error)}`);
  const { train, validation } = split.data;
  if (train.length > 0 && validation.length > 0) return split.data;
  throw new TrainerFailure("bad_input", "split.json needs at least one record to train on and one to validate with");
}

/** @throws TrainerFailure `bad_input` */
export function sidesOf({ train, validation }: TrainerSplit): Map<number, Side> {
  const sides = new Map<number, Side>();
  for (const record of train) sides.set(record, "train");
  for (const record of validation) sides.set(record, "validation");
  if (sides.size === train.length + validation.length) return sides;
  throw new TrainerFailure("bad_input", "split.json lists a record twice");
}

/** @throws TrainerFailure `bad_input` */
export function classNumbersOf(classes: readonly string[]): Map<string, number> {
  const numbers = new Map(classes.map((name, index) => [name, index]));
  if (numbers.size === classes.length && classes.length >= 2) return numbers;
  throw new TrainerFailure("bad_input", "job.json needs at least two classes, each once");
}

/** Of job, split and data: what must be equal for a checkpoint to be of use. */
export function fingerprintOf(job: TrainerJob, split: TrainerSplit, dataSha256: string): string {
  return createHash("sha256")
    .update(JSON.stringify([job, split, dataSha256]))
    .digest("hex");
}
