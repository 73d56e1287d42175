import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TRAINER_FILES } from "@flash/schemas";
import type { JobId } from "@flash/schemas";
import { removeFolder } from "./remove-folder.ts";

/** Where one attempt works. All paths are absolute. */
export interface AttemptFolder {
  readonly root: string;
  /** Made once per attempt and machine; outlives the agent, so that it knows its own claim again. */
  readonly nonce: string;
  readonly job: string;
  readonly data: string;
  readonly out: string;
  readonly checkpoint: string;
  /** The trainer's `TMPDIR` and `HOME`. Every process that carries it in its environment belongs to the trainer. */
  readonly temporary: string;
  /** Copies of checkpoints on their way to the bucket, out of the trainer's reach. */
  readonly outgoing: string;
  /** The dataset as it was downloaded, until it has been prepared. */
  readonly source: string;
  /** Is there when data/ and job.json are complete. */
  readonly prepared: string;
}

const ATTEMPTS = "attempts";

/** Opens the folder of an attempt and deletes those of all others: a machine works on one at a time. */
export async function openAttemptFolder(workDir: string, job: JobId, attempt: number): Promise<AttemptFolder> {
  const name = `${job}-${attempt}`;
  const attempts = join(workDir, ATTEMPTS);
  await mkdir(attempts, { recursive: true });
  const others = (await readdir(attempts)).filter((other) => other !== name);
  await Promise.all(others.map((other) => removeFolder(join(attempts, other))));
  // Afterwards: what the others left may be what fills the disk.
  await mkdir(join(attempts, name), { recursive: true });
  const root = join(attempts, name);
  return {
    root,
    nonce: await keptNonce(join(root, "nonce")),
    job: join(root, "job.json"),
    data: join(root, "data"),
    out: join(root, "out"),
    checkpoint: join(root, "ckpt"),
    temporary: join(root, "tmp"),
    outgoing: join(root, "outgoing"),
    source: join(root, "source"),
    prepared: join(root, "prepared"),
  };
}

async function keptNonce(path: string): Promise<string> {
  const kept = await readFile(path, "utf8").catch(() => "");
  if (kept !== "") return kept;
  const nonce = randomUUID();
  await writeWhole(path, nonce);
  return nonce;
}

/** A reader sees all of it or nothing, whenever the machine dies. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.part`, text, { flush: true });
  await rename(`${path}.part`, path);
}

/** Makes the folder empty, whatever was in it. */
export async function emptyFolder(path: string): Promise<void> {
  await removeFolder(path);
  await mkdir(path, { recursive: true });
}

export const dataFile = (folder: AttemptFolder): string => join(folder.data, TRAINER_FILES.csv);
export const splitFile = (folder: AttemptFolder): string => join(folder.data, TRAINER_FILES.split);
export const manifestFile = (folder: Pick<AttemptFolder, "out">): string => join(folder.out, TRAINER_FILES.manifest);
