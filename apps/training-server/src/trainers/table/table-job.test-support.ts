import { readFileSync } from "node:fs";
import type { TaskType, TrainerJob } from "@flash/schemas";
import { stratifiedSplit } from "../../split.ts";
import { csvReader } from "../csv-records.ts";
import { csvOf, newJobFolder } from "../job-folder.test-support.ts";
import type { JobFolder } from "../job-folder.test-support.ts";
import { seededRandom } from "../learning/random.ts";

export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A file of samples/. */
export function sampleTable(name: string): Table {
  const records: (readonly string[])[] = [];
  const reader = csvReader(({ fields }) => void records.push(fields));
  reader.push(readFileSync(new URL(`../../../../../samples/${name}`, import.meta.url), "utf8"));
  reader.end();
  const [header = [], ...rows] = records;
  return { header, rows };
}

/** Friedman's first function with words, gaps and noise: no straight line fits it. */
export function friedmanTable(count: number): Table {
  const random = seededRandom(17);
  const rows = Array.from({ length: count }, (_, row) => {
    const [a, b, c, d] = Array.from({ length: 4 }, () => random.next()) as [number, number, number, number];
    const colour = ["red", "green", "blue"][random.below(3)] ?? "";
    const bonus = { red: 0, green: 4, blue: -3 }[colour] ?? 0;
    const target = 10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + bonus + random.next() / 10;
    return [`row-${row}`, String(a), String(b), c.toFixed(3), row % 11 === 0 ? "" : String(d), colour, String(target)];
  });
  return { header: ["id", "a", "b", "c", "d", "colour", "target"], rows };
}

/** The same, in two classes. */
export function classTable(count: number): Table {
  const { header, rows } = friedmanTable(count);
  return { header, rows: rows.map((row) => [...row.slice(0, -1), Number(row.at(-1)) > 14 ? "high" : "low"]) };
}

export function tableJob(taskType: TaskType, params: TrainerJob["params"], { header, rows }: Table): JobFolder {
  const targets = rows.map((row) => row[header.indexOf("target")] ?? "");
  const isRegression = taskType === "tabular-regression";
  const job: TrainerJob = {
    protocol: 1,
    job_id: "job_1",
    task_type: taskType,
    seed: 5,
    classes: isRegression ? [] : [...new Set(targets)].toSorted(),
    split: { train: 0.8 },
    params,
  };
  const folder = newJobFolder(job, stratifiedSplit(isRegression ? targets.map(() => "") : targets, 0.8, 5));
  folder.write("data/data.csv", csvOf(header, rows));
  return folder;
}
