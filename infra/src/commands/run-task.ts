import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Those of `turbo.json` that end with a command of ours. */
export type Task = "deploy" | "synth" | "diff" | "destroy";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const TURBO = join(ROOT, "node_modules", "turbo", "bin", "turbo");

/** Lets turbo do all that a task depends on, and then the task, with this terminal. @returns its exit code. */
export async function runTask(task: Task, args: readonly string[]): Promise<number> {
  const command = [TURBO, "run", task, "--filter=@flash/infra", "--", ...args];
  const child = spawn(process.execPath, command, { cwd: ROOT, stdio: "inherit" });
  const [code] = await once(child, "exit");
  return typeof code === "number" ? code : 1;
}
