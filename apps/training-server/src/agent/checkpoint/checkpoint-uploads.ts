import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { toBody } from "@flash/control-plane";
import { StoredCheckpoint } from "@flash/schemas";
import type { AgentDeps, Attempt } from "../attempt/attempt-deps.ts";
import { errorText } from "../ports/log.ts";
import { emptyFolder } from "../work-folder/attempt-folder.ts";
import { copyPlainFile } from "./copy-plain-file.ts";
import { listCheckpointFiles } from "./list-checkpoint-files.ts";
import type { CheckpointFileOnDisk } from "./list-checkpoint-files.ts";
import { planUpload } from "./plan-upload.ts";
import type { CopiedCheckpointFile } from "./plan-upload.ts";

/** The document below an attempt's `checkpoint_prefix`. */
export const checkpointDocumentKey = (prefix: string): string => `${prefix}checkpoint.json`;

/** More files than that are no checkpoint; the document could not hold them. */
const MAX_FILES = 1_000;

/**
 * Brings a trainer's checkpoints into the bucket, where the next attempt finds them on whichever machine it runs. That is a help, never a
 * condition: what cannot be uploaded is logged, and training goes on.
 */
export class CheckpointUploads {
  readonly #deps: AgentDeps;
  readonly #attempt: Attempt;
  /** What a reader of the bucket finds now. */
  #stored: StoredCheckpoint | null;
  /** The folder as it was uploaded last. */
  #version = "";

  /** @param stored - the checkpoint that was restored, if any: its files need not be uploaded again. */
  constructor(deps: AgentDeps, attempt: Attempt, stored: StoredCheckpoint | null) {
    this.#deps = deps;
    this.#attempt = attempt;
    this.#stored = stored;
  }

  /** Uploads what is new every `checkpointMs`, until `over`. */
  async keepUploading(over: AbortSignal): Promise<void> {
    const { clock, config } = this.#deps;
    const either = AbortSignal.any([over, this.#attempt.hold.signal]);
    while (!either.aborted) {
      await clock.sleep(config.checkpointMs, either);
      // The trainer writes its next one beside this one and its copy.
      if (!either.aborted) await this.#upload(either, { copies: 2 });
    }
  }

  /** Uploads what a trainer has left that has ended. Never throws. */
  async uploadLast(signal: AbortSignal): Promise<void> {
    await this.#upload(signal, { copies: 1 });
  }

  /**
   * Uploads the folder as it is now, if it is not in the bucket yet. Never throws.
   *
   * @param room - so many times the checkpoint's size must be free on the disk.
   */
  async #upload(signal: AbortSignal, room: { readonly copies: number }): Promise<void> {
    const { folder } = this.#attempt;
    try {
      const files = await listCheckpointFiles(folder.checkpoint);
      const version = JSON.stringify(files);
      if (files.length === 0 || files.length > MAX_FILES || version === this.#version) return;
      await this.#requireRoom(room.copies * files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
      await emptyFolder(folder.outgoing);
      const copies = await this.#copies(files);
      // The trainer wrote on meanwhile: what was caught may be of two checkpoints, so it has to wait.
      if (copies === null) return;
      await this.#store(copies, signal);
      this.#version = version;
    } catch (error) {
      this.#deps.log("checkpoint_not_uploaded", { error: errorText(error) });
    } finally {
      await rm(folder.outgoing, { recursive: true, force: true });
    }
  }

  /** A copy must not be what fills the disk: the trainer would fail for it. */
  async #requireRoom(bytes: number): Promise<void> {
    const free = await this.#deps.freeBytes(this.#attempt.folder.root);
    if (free < bytes) throw new Error(`a copy needs ${bytes} bytes of free disk, there are ${free}`);
  }

  async #copies(files: readonly CheckpointFileOnDisk[]): Promise<CopiedCheckpointFile[] | null> {
    const { checkpoint, outgoing } = this.#attempt.folder;
    await mkdir(outgoing, { recursive: true });
    const copies: CopiedCheckpointFile[] = [];
    for (const [index, { path }] of files.entries()) {
      const copy = join(outgoing, String(index));
      const copied = await copyPlainFile(checkpoint, path, copy);
      if (copied === null) return null;
      copies.push({ path, copy, ...copied });
    }
    return copies;
  }

  async #store(copies: readonly CopiedCheckpointFile[], signal: AbortSignal): Promise<void> {
    const { bucket, documents, log } = this.#deps;
    const prefix = this.#attempt.hold.doc.value.keys.checkpoint_prefix;
    const { uploads, checkpoint } = planUpload(copies, this.#stored, prefix);
    const parsed = StoredCheckpoint.safeParse(checkpoint);
    if (!parsed.success) throw new Error(`a file's name is not as the contract says: ${parsed.error.message}`);
    for (const { file, key } of uploads) await bucket.putFile("checkpoint", key, file.copy, signal);
    signal.throwIfAborted();
    await documents.store.put(checkpointDocumentKey(prefix), toBody(parsed.data));
    this.#stored = parsed.data;
    log("checkpoint_uploaded", { files: copies.length, sent: uploads.length });
  }
}
