import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseTrainerLine, TrainerManifest } from "@flash/schemas";
import type { TrainerEvent, TrainerEventOf, TrainerJob } from "@flash/schemas";
import { onTestFinished } from "vitest";
import { stratifiedSplit } from "../../split.ts";
import { seededRandom } from "../learning/random.ts";
import { runTrainer } from "../run-trainer.ts";
import { textTrainer } from "./train-text.ts";

export type Row = readonly [input: string, label: string];

/** A job's four folders with data that any model learns: each class has words of its own among many common ones. */
export interface JobFolder {
  readonly path: string;
  readonly rows: readonly Row[];
  readonly arguments: readonly string[];
  read(file: string): Buffer;
  json(file: string): unknown;
  write(file: string, content: string): void;
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
  const path = mkdtempSync(join(tmpdir(), "flash-text-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  const write = (file: string, content: string) => writeFileSync(join(path, file), content);
  const job: TrainerJob = {
    protocol: 1,
    job_id: "job_1",
    task_type: "text-classification",
    seed,
    classes: [...new Set(rows.map(([, label]) => label))],
    split: { train: 0.75 },
    params,
  };
  mkdirSync(join(path, "data"));
  write("job.json", JSON.stringify(job));
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  write("data/data.csv", ["input,label", ...rows.map((row) => row.map(quoted).join(","))].join("\r\n"));
  write(
    "data/split.json",
    JSON.stringify(
      stratifiedSplit(
        rows.map(([, label]) => label),
        0.75,
        seed,
      ),
    ),
  );
  const at = (folder: string) => join(path, folder);
  const folders = ["--job", at("job.json"), "--data", at("data"), "--out", at("out"), "--checkpoint", at("ckpt")];
  const read = (file: string) => readFileSync(at(file));
  return {
    path,
    rows,
    arguments: ["train", ...folders],
    read,
    json: (file) => JSON.parse(read(file).toString()),
    write,
  };
}

export interface Outcome {
  readonly exit: number;
  readonly events: readonly TrainerEvent[];
  readonly of: <Type extends TrainerEvent["type"]>(type: Type) => TrainerEventOf<Type>[];
}

/** Runs the trainer in this process. `stop` may say when it is asked to stop. */
export async function runHere(
  folder: JobFolder,
  { more = [], stop = { requested: false } }: { more?: readonly string[]; stop?: { readonly requested: boolean } } = {},
): Promise<Outcome> {
  const lines: string[] = [];
  const argv = [...folder.arguments, ...more];
  const log: string[] = [];
  const host = { argv, stdout: (text: string) => void lines.push(text), stderr: (text: string) => void log.push(text) };
  const exit = await runTrainer(textTrainer, { ...host, stop, now: Date.now });
  return outcomeOf(exit, lines.join(""));
}

export function outcomeOf(exit: number, stdout: string): Outcome {
  const events = stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const parsed = parseTrainerLine(line);
      if (parsed.kind !== "event") throw new Error(`not an event: ${line}`);
      return parsed.event;
    });
  const of = <Type extends TrainerEvent["type"]>(type: Type) =>
    events.filter((event): event is TrainerEventOf<Type> => event.type === type);
  return { exit, events, of };
}

export const modelDigest = (folder: JobFolder): string | undefined =>
  TrainerManifest.parse(folder.json("out/manifest.json")).artifacts.find(({ role }) => role === "model")?.sha256;
