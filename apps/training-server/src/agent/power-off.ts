import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Argv } from "./config/agent-config.ts";

/**
 * Switches the machine off by a command such as `systemctl poweroff`; the instance's shutdown behaviour must be `stop`.
 *
 * @param command - null: nothing to run, the end of this process is the end of the machine.
 * @throws Error when the command fails: the machine stays on, and whoever supervises the agent should start it again.
 */
export async function powerOff(command: Argv | null): Promise<void> {
  if (command === null) return;
  const [program, ...args] = command;
  const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit"] });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`${command.join(" ")} ended with exit code ${String(code)}: the machine stays on`);
}
