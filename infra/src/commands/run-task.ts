import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";

/** Those of `turbo.json` that end with a command of ours. */
export type Task = "deploy" | "synth" | "diff" | "destroy";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const TURBO = join(ROOT, "node_modules", "turbo", "bin", "turbo");

/**
 * By which the command that turbo starts is told its arguments. What stands behind turbo's own `--` belongs to what turbo knows every task
 * of the run by, so that other arguments would build and test everything again.
 */
const ARGUMENTS = "COMMAND_ARGUMENTS";

/** Takes what {@link runTask} has handed on out of the environment, which commands that are started from here have too. */
export function takeHandedOn(env: Record<string, string | undefined>): readonly string[] {
  const { [ARGUMENTS]: handedOn = "[]" } = env;
  delete env[ARGUMENTS];
  return z.array(z.string()).parse(JSON.parse(handedOn));
}

/** Lets turbo do all that a task depends on, and then the task, with this terminal. @returns its exit code. */
export async function runTask(task: Task, args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [TURBO, "run", task, "--filter=@flash/infra"], {
    cwd: ROOT,
    stdio: "inherit",
    env: { ...process.env, [ARGUMENTS]: JSON.stringify(args) },
  });
  const [code] = await once(child, "exit");
  return typeof code === "number" ? code : 1;
}
