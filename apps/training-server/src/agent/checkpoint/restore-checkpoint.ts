import { mkdir, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { StoredCheckpoint } from "@flash/schemas";
import type { CheckpointFile } from "@flash/schemas";
import { asked } from "../attempt/asked.ts";
import type { AgentDeps, Attempt } from "../attempt/attempt-deps.ts";
import { downloadVerified } from "../dataset/download.ts";
import { errorText } from "../ports/log.ts";
import { emptyFolder } from "../work-folder/attempt-folder.ts";
import { removeFolder } from "../work-folder/remove-folder.ts";
import { checkpointDocumentKey } from "./checkpoint-uploads.ts";
import { listCheckpointFiles } from "./list-checkpoint-files.ts";

/** For each document and file. Somebody waits for the job, and the machine costs. */
const PATIENCE = { patienceMs: 5 * 60_000 };

/**
 * Brings back what this attempt, or else the one before it, has uploaded, unless the trainer's folder has checkpoints already: those
 * are at least as new. A checkpoint that is not whole, or does not fit on the disk, is left alone: training begins anew, which is
 * slower and never wrong. A bucket that does not answer is asked again for a while: hours of training may depend on it.
 *
 * @returns what the bucket holds of this attempt's training; null when nothing is known of it.
 */
export async function restoreCheckpoint(deps: AgentDeps, attempt: Attempt): Promise<StoredCheckpoint | null> {
  const { folder, hold } = attempt;
  const { keys, resume_prefix } = hold.doc.value;
  const isThere = (await listCheckpointFiles(folder.checkpoint)).length > 0;
  for (const prefix of [keys.checkpoint_prefix, ...(resume_prefix === null ? [] : [resume_prefix])]) {
    try {
      const stored = await storedCheckpoint(deps, attempt, prefix);
      if (stored === null) continue;
      if (!isThere) await download(deps, attempt, stored.files);
      return stored;
    } catch (error) {
      deps.log("checkpoint_not_restored", { prefix, error: errorText(error) });
    }
  }
  return null;
}

/** A checkpoint may point into other attempts' folders, of the same job only. */
async function storedCheckpoint(deps: AgentDeps, attempt: Attempt, prefix: string): Promise<StoredCheckpoint | null> {
  const key = checkpointDocumentKey(prefix);
  const read = await asked(deps, attempt, () => deps.documents.read(key, StoredCheckpoint), PATIENCE);
  if (read.kind === "missing") return null;
  if (read.kind === "corrupt") throw new Error(read.fault);
  const foreign = read.doc.value.files.find(({ key }) => !key.startsWith(`jobs/${attempt.hold.doc.value.token}/`));
  if (foreign !== undefined) throw new Error(`${foreign.key} is not of this job`);
  return read.doc.value;
}

/** All of it under the trainer's folder, or nothing: it arrives beside the folder and takes its place at the end. */
async function download(deps: AgentDeps, attempt: Attempt, files: readonly CheckpointFile[]): Promise<void> {
  const { folder, hold } = attempt;
  const needed = files.reduce((sum, { size_bytes }) => sum + size_bytes, 0);
  if ((await deps.freeBytes(folder.root)) < needed) throw new Error(`${needed} bytes do not fit on the disk`);
  const arriving = `${folder.checkpoint}.part`;
  await emptyFolder(arriving);
  for (const file of files) {
    const to = join(arriving, file.path);
    await mkdir(dirname(to), { recursive: true });
    const how = { to, signal: hold.signal, onBytes: () => undefined };
    await asked(deps, attempt, () => downloadVerified(deps.bucket, file, how), PATIENCE);
  }
  await removeFolder(folder.checkpoint);
  await rename(arriving, folder.checkpoint);
  deps.log("checkpoint_restored", { files: files.length, bytes: needed });
}
