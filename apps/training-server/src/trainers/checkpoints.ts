import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "./atomic-file.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";
import type { SafeTensors } from "./safetensors.ts";

/** The last but one is a spare for the case that the last cannot be read. */
const KEPT = 2;
const NAME = /^checkpoint-(\d{9})\.safetensors$/;

export interface Checkpoints {
  /** @param step - grows with the work done. Writes one file and removes all but the newest two. */
  save(step: number, state: SafeTensors): Promise<{ path: string; bytes: number }>;
  /**
   * What `restore` makes of the newest checkpoint of the same fingerprint, or of the one before when that throws;
   * undefined when there is none. `onIgnored` hears of each file that is passed over, and why.
   */
  restoreNewest<State>(
    restore: (stored: SafeTensors) => State,
    onIgnored: (problem: string) => void,
  ): Promise<State | undefined>;
  /** Removes all checkpoints, so that a later run cannot go on from those of an earlier one. */
  clear(): Promise<void>;
}

/** @param fingerprint - of all that a run depends on: a checkpoint of another one is never used. */
export function checkpointsIn(folder: string, fingerprint: string): Checkpoints {
  const newestFirst = async (): Promise<string[]> => {
    await mkdir(folder, { recursive: true });
    return (await readdir(folder)).filter((name) => NAME.test(name)).toSorted((a, b) => (a < b ? 1 : -1));
  };
  const remove = async (names: readonly string[]): Promise<void> => {
    await Promise.all(names.map((name) => rm(join(folder, name), { force: true })));
  };
  return {
    async save(step, { tensors, metadata }) {
      const path = `checkpoint-${String(step).padStart(9, "0")}.safetensors`;
      const content = encodeSafetensors({ tensors, metadata: { ...metadata, fingerprint } });
      await writeAtomically(join(folder, path), content);
      await remove((await newestFirst()).slice(KEPT));
      return { path, bytes: content.length };
    },
    async restoreNewest(restore, onIgnored) {
      for (const name of await newestFirst()) {
        try {
          const state = decodeSafetensors(await readFile(join(folder, name)));
          if (state.metadata["fingerprint"] !== fingerprint) throw new Error("it is of another job, split or dataset");
          return restore(state);
        } catch (error) {
          onIgnored(`${name}: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
      return undefined;
    },
    clear: async () => remove(await newestFirst()),
  };
}
