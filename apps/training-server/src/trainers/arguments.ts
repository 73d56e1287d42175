import { parseArgs } from "node:util";

export interface TrainFolders {
  /** Path of job.json. */
  readonly job: string;
  readonly data: string;
  readonly out: string;
  readonly checkpoint: string;
}

export type TrainerCommand =
  | { readonly kind: "probe" }
  | { readonly kind: "train"; readonly folders: TrainFolders; readonly resume: boolean }
  | { readonly kind: "usage"; readonly problem: string };

export const USAGE = `usage: train --job job.json --data FOLDER --out FOLDER --checkpoint FOLDER [--resume]
       probe
`;

/** @param argv - without the interpreter and the script. */
export function parseTrainerCommand(argv: readonly string[]): TrainerCommand {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
    const [command, ...more] = positionals;
    if (more.length > 0) return { kind: "usage", problem: `unexpected: ${more.join(" ")}` };
    if (command === "probe") return { kind: "probe" };
    if (command !== "train") return { kind: "usage", problem: "the first word is train or probe" };
    const { job, data, out, checkpoint, resume = false } = values;
    if (job === undefined || data === undefined || out === undefined || checkpoint === undefined) {
      return { kind: "usage", problem: "train needs --job, --data, --out and --checkpoint" };
    }
    return { kind: "train", folders: { job, data, out, checkpoint }, resume };
  } catch (error) {
    return { kind: "usage", problem: error instanceof Error ? error.message : String(error) };
  }
}

const OPTIONS = {
  job: { type: "string" },
  data: { type: "string" },
  out: { type: "string" },
  checkpoint: { type: "string" },
  resume: { type: "boolean" },
} as const;
