import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { TRAINER_FILES, TRAINER_PROTOCOL, TrainerManifest } from "@flash/schemas";
import type { TaskType, TrainerJob } from "@flash/schemas";
import { stratifiedSplit } from "../split.ts";
import { paramsOf, sampleOf } from "./samples/sample.ts";

/** One job as the agent lays it out for a trainer. All paths are absolute. */
export interface JobFolder {
  readonly root: string;
  readonly job: string;
  readonly data: string;
  readonly out: string;
  readonly checkpoint: string;
  readonly temporary: string;
  readonly facts: TrainerJob;
  /** How many records are on each side of the split. */
  readonly counts: { readonly train: number; readonly validation: number };
}

const SEED = 7;
const TRAIN_SHARE = 0.75;

/** Makes a job with a dataset of its kind, below `parent`. */
export async function makeJobFolder(
  parent: string,
  taskType: TaskType,
  params: TrainerJob["params"],
): Promise<JobFolder> {
  const root = await mkdtemp(join(parent, "job-"));
  const at = (name: string): string => join(root, name);
  const sample = sampleOf(taskType);
  const facts: TrainerJob = {
    protocol: TRAINER_PROTOCOL,
    job_id: "job_of_the_check",
    task_type: taskType,
    seed: SEED,
    classes: [...sample.classes],
    split: { train: TRAIN_SHARE },
    params: { ...paramsOf(taskType, params), seed: SEED },
  };
  const split = stratifiedSplit(sample.labels, TRAIN_SHARE, SEED);
  for (const folder of ["data", "out", "ckpt", "tmp"]) await mkdir(at(folder));
  for (const [path, content] of sample.files) {
    await mkdir(dirname(join(at("data"), path)), { recursive: true });
    await writeFile(join(at("data"), path), content);
  }
  await writeFile(join(at("data"), TRAINER_FILES.split), JSON.stringify(split));
  await writeFile(at("job.json"), JSON.stringify(facts, null, 2));
  return {
    root,
    job: at("job.json"),
    data: at("data"),
    out: at("out"),
    checkpoint: at("ckpt"),
    temporary: at("tmp"),
    facts,
    counts: { train: split.train.length, validation: split.validation.length },
  };
}

/** The SHA-256 of what was learned: of the weights if they are a file of their own, else of the model. null: no manifest, or none in it. */
export async function weightsDigest({ out }: JobFolder): Promise<string | null> {
  const text = await readFile(join(out, TRAINER_FILES.manifest), "utf8").catch(() => null);
  if (text === null) return null;
  const { artifacts } = TrainerManifest.parse(JSON.parse(text));
  const ofRole = (role: string): string | undefined => artifacts.find((artifact) => artifact.role === role)?.sha256;
  return ofRole("weights") ?? ofRole("model") ?? null;
}
