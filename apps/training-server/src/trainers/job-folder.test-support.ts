import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseTrainerLine, TrainerManifest } from "@flash/schemas";
import type { TrainerEvent, TrainerEventOf, TrainerJob, TrainerSplit } from "@flash/schemas";
import { onTestFinished } from "vitest";
import { runTrainer } from "./run-trainer.ts";
import type { Trainer } from "./run-trainer.ts";

/** A job's four folders, as the agent makes them. */
export interface JobFolder {
  readonly path: string;
  readonly arguments: readonly string[];
  read(file: string): Buffer;
  json(file: string): unknown;
  write(file: string, content: string | Uint8Array): void;
}

/** Removed when the test ends. */
export function newJobFolder(job: TrainerJob, split: TrainerSplit): JobFolder {
  const path = mkdtempSync(join(tmpdir(), "flash-job-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  const at = (name: string) => join(path, name);
  const folders = ["--job", at("job.json"), "--data", at("data"), "--out", at("out"), "--checkpoint", at("ckpt")];
  const read = (file: string) => readFileSync(at(file));
  const folder: JobFolder = {
    path,
    arguments: ["train", ...folders],
    read,
    json: (file) => JSON.parse(read(file).toString()),
    write(file, content) {
      mkdirSync(dirname(at(file)), { recursive: true });
      writeFileSync(at(file), content);
    },
  };
  folder.write("job.json", JSON.stringify(job));
  folder.write("data/split.json", JSON.stringify(split));
  return folder;
}

/** Every cell in quotes, as the agent writes them. */
export function csvOf(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  return [header.join(","), ...rows.map((row) => row.map(quoted).join(","))].join("\r\n");
}

export interface Outcome {
  readonly exit: number;
  readonly events: readonly TrainerEvent[];
  readonly of: <Type extends TrainerEvent["type"]>(type: Type) => TrainerEventOf<Type>[];
}

/** Runs a trainer in this process. `stop` may say when it is asked to stop. */
export async function runHere(
  trainer: Trainer,
  folder: JobFolder,
  { more = [], stop = { requested: false } }: { more?: readonly string[]; stop?: { readonly requested: boolean } } = {},
): Promise<Outcome> {
  const lines: string[] = [];
  const argv = [...folder.arguments, ...more];
  const log: string[] = [];
  const host = { argv, stdout: (text: string) => void lines.push(text), stderr: (text: string) => void log.push(text) };
  const exit = await runTrainer(trainer, { ...host, stop, now: Date.now });
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

/** Asks to stop at the n-th time that the trainer looks. */
export function stopAtLook(n: number): { readonly requested: boolean } {
  let looks = 0;
  return {
    get requested() {
      looks += 1;
      return looks >= n;
    },
  };
}
