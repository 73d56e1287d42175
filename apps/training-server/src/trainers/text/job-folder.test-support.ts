import type { TrainerJob } from "@flash/schemas";
import { stratifiedSplit } from "../../split.ts";
import { csvOf, newJobFolder, runHere as runTrainerHere } from "../job-folder.test-support.ts";
import type { JobFolder as AnyJobFolder, Outcome } from "../job-folder.test-support.ts";
import { seededRandom } from "../learning/random.ts";
import { textTrainer } from "./train-text.ts";

export { modelDigest, outcomeOf, stopAtLook } from "../job-folder.test-support.ts";
export type { Outcome };

export type Row = readonly [input: string, label: string];

/** With data that any model learns: each class has words of its own among many common ones. */
export interface JobFolder extends AnyJobFolder {
  readonly rows: readonly Row[];
}

export function learnableRows(count: number): Row[] {
  const random = seededRandom(99);
  const common = Array.from({ length: 60 }, (_, index) => `word${index}`);
  const own = {
    sport: ["goal", "match", "team"],
    food: ["soup", "bread", "cheese"],
    "tech, new": ["chip", "code", "robot"],
  };
  const labels = Object.keys(own) as (keyof typeof own)[];
  const pick = <Item>(items: readonly Item[]): Item => items[random.below(items.length)] as Item;
  return Array.from({ length: count }, (_, index) => {
    const label = labels[index % 3] ?? "food";
    const words = Array.from({ length: 3 + random.below(12) }, () => pick(random.next() < 0.3 ? own[label] : common));
    return [`${words.join(" ")}, ${pick(own[label])} "quoted"`, label];
  });
}

export function jobFolder(
  params: TrainerJob["params"],
  rows: readonly Row[] = learnableRows(240),
  seed = 5,
): JobFolder {
  const labels = rows.map(([, label]) => label);
  const job: TrainerJob = {
    protocol: 1,
    job_id: "job_1",
    task_type: "text-classification",
    seed,
    classes: [...new Set(labels)],
    split: { train: 0.75 },
    params,
  };
  const folder = newJobFolder(job, stratifiedSplit(labels, 0.75, seed));
  folder.write("data/data.csv", csvOf(["input", "label"], rows));
  return { ...folder, rows };
}

export const runHere = (folder: JobFolder, options: Parameters<typeof runTrainerHere>[2] = {}): Promise<Outcome> =>
  runTrainerHere(textTrainer, folder, options);
