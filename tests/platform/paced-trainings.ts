import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

const TRAINER = fileURLToPath(new URL("./fixtures/paced-trainer.ts", import.meta.url));

/**
 * Trainings in the middle of which something has to happen: a real one takes as long as the machine takes, which may be less than the test
 * needs, and its CPU time. These go on, at no cost, for as many seconds as they have epochs.
 */
export interface PacedTrainings {
  readonly machineEnv: Readonly<Record<string, string>>;
  /** What is left of the job's epochs takes no time any more. */
  readonly hurry: (job: { readonly id: string }) => void;
}

/** What a machine's environment must say. @param folder - where a file with a job's id makes its training hurry. */
export function pacedTrainers(folder: string): Readonly<Record<string, string>> {
  const command = [process.execPath, "--conditions=@flash/source", TRAINER, folder];
  return { FLASH_TRAINERS: JSON.stringify({ "text-classification": command }) };
}

/** To be called before the platform's scene is made, which goes first. */
export function pacedTrainings(): PacedTrainings {
  const folder = mkdtempSync(join(tmpdir(), "flash-paced-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  return {
    machineEnv: pacedTrainers(folder),
    hurry: ({ id }) => writeFileSync(join(folder, id), ""),
  };
}
