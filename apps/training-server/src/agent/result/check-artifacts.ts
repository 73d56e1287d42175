import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open, realpath } from "node:fs/promises";
import { join } from "node:path";
import { StoredArtifact, TrainerManifest } from "@flash/schemas";
import type { TrainerArtifact } from "@flash/schemas";
import * as z from "zod";
import { AttemptFault, codeOf } from "../attempt/attempt-fault.ts";
import { manifestFile } from "../work-folder/attempt-folder.ts";
import type { AttemptFolder } from "../work-folder/attempt-folder.ts";

/** An artifact whose bytes were seen to be what the manifest says. */
export interface CheckedArtifact {
  readonly stored: StoredArtifact;
  /** Absolute. */
  readonly file: string;
}

type OutputFolder = Pick<AttemptFolder, "out">;

const MAX_MANIFEST_BYTES = 1_048_576;
const MAX_ARTIFACTS = 1_000;

/**
 * Checks everything that the manifest lists. A trainer is somebody else's program: what it lists may be a link to the
 * machine's secrets, lie outside its folder, or not be what it says.
 *
 * @throws AttemptFault `bad_artifacts`
 */
export async function checkArtifacts(folder: OutputFolder, job: string): Promise<CheckedArtifact[]> {
  const manifest = await readManifest(manifestFile(folder));
  if (manifest.job_id !== job) throw refusal(`manifest.json belongs to job ${manifest.job_id}`);
  if (manifest.artifacts.length > MAX_ARTIFACTS) throw refusal(`more than ${MAX_ARTIFACTS} artifacts are listed`);
  // Else a job would have succeeded of which nobody can download a model.
  if (!manifest.artifacts.some(({ role }) => role === "model"))
    throw refusal("no artifact of the role model is listed");
  const paths = new Set(manifest.artifacts.map(({ path }) => path));
  if (paths.size < manifest.artifacts.length) throw refusal("a path is listed twice");
  const checked: CheckedArtifact[] = [];
  for (const artifact of manifest.artifacts) checked.push(await checkArtifact(folder, artifact));
  return checked;
}

async function readManifest(path: string): Promise<TrainerManifest> {
  const text = await readPlainFile(path, "manifest.json", async (file, size) => {
    if (size > MAX_MANIFEST_BYTES) throw refusal(`manifest.json has more than ${MAX_MANIFEST_BYTES} bytes`);
    return file.readFile("utf8");
  });
  const parsed = TrainerManifest.safeParse(jsonOrUndefined(text));
  if (!parsed.success) throw refusal(`manifest.json is not as the contract says: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

async function checkArtifact({ out }: OutputFolder, artifact: TrainerArtifact): Promise<CheckedArtifact> {
  const { path, role, bytes, sha256 } = artifact;
  const stored = StoredArtifact.safeParse({ path, role, size_bytes: bytes, sha256 });
  if (!stored.success) throw refusal(`${path} is no name for an artifact: ${z.prettifyError(stored.error)}`);
  const file = join(out, path);
  // A folder on the way may be a link too: then the real path is another one.
  const real = await realpath(file).catch(() => null);
  if (real === null) throw refusal(`${path} is listed but not there`);
  if (real !== join(await realpath(out), path)) throw refusal(`${path} leads outside the output folder`);
  const digest = await readPlainFile(file, path, async (handle, size) => {
    if (size !== bytes) throw refusal(`${path} has ${size} bytes, ${bytes} are listed`);
    return digestOf(handle.createReadStream({ autoClose: false }));
  });
  if (digest !== sha256) throw refusal(`${path} has another SHA-256 than is listed`);
  return { stored: stored.data, file };
}

type FileHandle = Awaited<ReturnType<typeof open>>;

/** Opens without following a link and without waiting for a pipe's other end. */
async function readPlainFile<T>(
  path: string,
  name: string,
  read: (file: FileHandle, size: number) => Promise<T>,
): Promise<T> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (error: unknown) => {
      throw refusal(
        codeOf(error) === "ELOOP" ? `${name} is a link` : `${name} cannot be read (${String(codeOf(error))})`,
      );
    },
  );
  try {
    const facts = await file.stat();
    if (!facts.isFile() || facts.nlink > 1) throw refusal(`${name} is not a plain file of the output folder`);
    return await read(file, facts.size);
  } finally {
    await file.close();
  }
}

async function digestOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of bytes) hash.update(chunk);
  return hash.digest("hex");
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const refusal = (what: string): AttemptFault =>
  new AttemptFault("bad_artifacts", `The trainer's output was refused: ${what}.`.slice(0, 4_000));
