import { parseArgs } from "node:util";
import { TaskType, TRAINER_LIMITS } from "@flash/schemas";
import type { TrainerJob } from "@flash/schemas";
import * as z from "zod";
import type { Argv } from "../agent/config/agent-config.ts";
import type { RunOptions } from "./observe-run.ts";

export const HELP = `Runs a trainer through the contract with Flash's training server, on small datasets made for it.

  npx flash-trainer-check [options] -- COMMAND…

  COMMAND…        as in FLASH_TRAINERS: "train --job … --data … --out … --checkpoint …" and "probe" are added to it
  --task TYPE     only this task type (may be given again); otherwise all that the trainer's probe names
  --params JSON   hyperparameters instead of the defaults, such as '{"model":"gru","epochs":10}'
  --only TEXT     besides an undisturbed run, only checks with TEXT in their names
  --timeout S     seconds that one run may take at most (300)
  --silence S     seconds without a line after which a trainer counts as hung (${TRAINER_LIMITS.silenceMs / 1_000})
  --json          one JSON document instead of a report
  --help          this text

Exit code 0: it conforms. 1: it does not, and the report says why. 2: the command line is wrong, or COMMAND cannot be started.
`;

export type CommandLine =
  | { readonly kind: "help" }
  | { readonly kind: "usage"; readonly problem: string }
  | {
      readonly kind: "check";
      readonly command: Argv;
      readonly taskTypes: readonly TaskType[];
      readonly params: TrainerJob["params"];
      readonly limits: RunOptions["limits"];
      readonly only: string;
      readonly json: boolean;
    };

const Seconds = z.coerce.number().positive().max(86_400);
const Flags = z.object({
  task: z.array(TaskType).default([]),
  params: z
    .string()
    .default("{}")
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: "custom", message: "is not JSON" });
        return z.NEVER;
      }
    })
    .pipe(z.record(z.string(), z.unknown())),
  only: z.string().default(""),
  timeout: Seconds.default(300),
  silence: Seconds.default(TRAINER_LIMITS.silenceMs / 1_000),
  json: z.boolean().default(false),
});

/** @param argv - without the interpreter and the script. */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const cut = argv.indexOf("--");
  const own = cut < 0 ? argv : argv.slice(0, cut);
  const [program, ...args] = cut < 0 ? [] : argv.slice(cut + 1);
  try {
    const { values } = parseArgs({ args: [...own], options: OPTIONS });
    if (values.help === true) return { kind: "help" };
    const flags = Flags.safeParse(values);
    if (!flags.success) return { kind: "usage", problem: z.prettifyError(flags.error) };
    if (program === undefined) return { kind: "usage", problem: "the trainer's command is missing: -- COMMAND…" };
    const { task, params, only, timeout, silence, json } = flags.data;
    const limits = {
      runMs: timeout * 1_000,
      silenceMs: silence * 1_000,
      stopMs: TRAINER_LIMITS.stopMs,
      outputBytes: TRAINER_LIMITS.outputBytes,
    };
    return { kind: "check", command: [program, ...args], taskTypes: task, params, limits, only, json };
  } catch (error) {
    return { kind: "usage", problem: error instanceof Error ? error.message : String(error) };
  }
}

const OPTIONS = {
  task: { type: "string", multiple: true },
  params: { type: "string" },
  only: { type: "string" },
  timeout: { type: "string" },
  silence: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;
