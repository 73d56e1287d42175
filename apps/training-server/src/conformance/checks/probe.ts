import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { TRAINER_PROTOCOL, TrainerCapabilities } from "@flash/schemas";
import * as z from "zod";
import type { Argv } from "../../agent/config/agent-config.ts";
import { verdict, type Verdict } from "./check.ts";

export interface Probe {
  readonly verdict: Verdict;
  readonly capabilities: TrainerCapabilities | null;
}

const PROBE_MS = 60_000;

/** Asks the trainer what it is, in `folder`, for none of its jobs runs where its author stands. Throws when the command cannot be started. */
export async function probe([program, ...args]: Argv, folder: string): Promise<Probe> {
  const { code, stdout } = await outputOf(program, [...args, "probe"], folder);
  const capabilities = capabilitiesIn(stdout);
  const findings = [
    ...(code === 0 ? [] : args.flatMap(relativeFaults)),
    ...(code === 0 ? [] : [`probe must end with exit code 0, not ${String(code)}`]),
    ...(typeof capabilities === "string" ? [`probe must print one line of capabilities: ${capabilities}`] : []),
  ];
  if (typeof capabilities === "string") return { verdict: verdict("probe", findings), capabilities: null };
  if (capabilities.protocol !== TRAINER_PROTOCOL)
    findings.push(`this check knows protocol ${TRAINER_PROTOCOL}, the trainer speaks ${capabilities.protocol}`);
  return { verdict: verdict("probe", findings), capabilities };
}

/** A file or a module of Python's that is found from here alone. */
function relativeFaults(argument: string): string[] {
  const isHere = [argument, `${argument}.py`].some((path) => existsSync(resolve(path)));
  if (isAbsolute(argument) || !isHere) return [];
  return [
    `a trainer is started in a folder of its own, where ${argument} is not found: write ${resolve(argument)}, or install the module`,
  ];
}

function capabilitiesIn(stdout: string): TrainerCapabilities | string {
  const lines = stdout.split("\n").filter((line) => line.trim() !== "");
  if (lines.length !== 1) return `it printed ${lines.length} lines`;
  try {
    const parsed = TrainerCapabilities.safeParse(JSON.parse(lines[0] ?? ""));
    return parsed.success ? parsed.data : z.prettifyError(parsed.error);
  } catch {
    return "the line is not JSON";
  }
}

function outputOf(program: string, args: readonly string[], cwd: string): Promise<{ code: unknown; stdout: string }> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: PROBE_MS, encoding: "utf8", cwd }, (error, stdout) => {
      if (error?.code === "ENOENT" || error?.code === "EACCES") return reject(error);
      resolve({ code: error === null ? 0 : (error.code ?? error.signal), stdout });
    });
  });
}
