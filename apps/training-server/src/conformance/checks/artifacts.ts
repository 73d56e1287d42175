import { createHash } from "node:crypto";
import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import { join, relative } from "node:path";
import { TrainerSample } from "@flash/schemas";
import { checkArtifacts, type CheckedArtifact } from "../../agent/result/check-artifacts.ts";
import type { JobFolder } from "../job-folder.ts";
import { verdict, type Verdict } from "./check.ts";

/** Whether an agent would upload what the manifest lists, and whether the trainer wrote only where it may. */
export async function judgeArtifacts(folder: JobFolder, before: ReadonlyMap<string, string>): Promise<Verdict> {
  const checked = await checkArtifacts(folder, folder.facts.job_id).catch((error: unknown) =>
    error instanceof Error ? error.message : String(error),
  );
  const refusals = typeof checked === "string" ? [checked] : await contentFaults(checked, folder);
  return verdict("artifacts", [...refusals, ...(await strayFiles(folder, before))]);
}

async function contentFaults(artifacts: readonly CheckedArtifact[], folder: JobFolder): Promise<string[]> {
  const sample = artifacts.find(({ stored }) => stored.role === "sample");
  const labels = artifacts.find(({ stored }) => stored.role === "labels");
  return [
    ...(sample === undefined ? [] : await sampleFaults(sample)),
    ...(labels === undefined ? [] : await labelFaults(labels, folder.facts.classes)),
  ];
}

async function sampleFaults({ file, stored }: CheckedArtifact): Promise<string[]> {
  const parsed = TrainerSample.safeParse(await json(file));
  return parsed.success ? [] : [`${stored.path} is not a sample as the contract has it: ${parsed.error.message}`];
}

async function labelFaults({ file, stored }: CheckedArtifact, classes: readonly string[]): Promise<string[]> {
  const labels = await json(file);
  return JSON.stringify(labels) === JSON.stringify(classes)
    ? []
    : [`${stored.path} must be job.json's classes, in their order`];
}

async function json(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** What a trainer may not touch, each file with a digest of what it is. */
export async function foreignFiles(folder: JobFolder): Promise<Map<string, string>> {
  const own = [folder.out, folder.checkpoint, folder.temporary];
  const entries = await readdir(folder.root, { withFileTypes: true, recursive: true });
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name));
  const foreign = paths.filter((path) => !own.some((one) => path === one || path.startsWith(`${one}/`)));
  const known = await Promise.all(
    foreign.map(async (path) => [relative(folder.root, path), await natureOf(path)] as const),
  );
  return new Map(known);
}

async function natureOf(path: string): Promise<string> {
  const facts = await lstat(path);
  if (facts.isSymbolicLink()) return `link to ${await readlink(path)}`;
  if (!facts.isFile()) return "folder";
  return createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
}

async function strayFiles(folder: JobFolder, before: ReadonlyMap<string, string>): Promise<string[]> {
  const after = await foreignFiles(folder);
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => before.get(path) !== after.get(path),
  );
  return changed.map(
    (path) => `${path} was written, changed or removed: a trainer writes in out/, ckpt/ and TMPDIR only`,
  );
}
