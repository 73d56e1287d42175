import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createFlash, type Flash } from "@flash/sdk";
import { onTestFinished } from "vitest";

/** `npm start` as a process of its own, which can be killed like one. */
export interface RunningPlatform {
  readonly flash: Flash;
  readonly process: ChildProcess;
  /** All that it printed so far. */
  output(): string;
  kill(signal: NodeJS.Signals): Promise<void>;
}

function spawnCommand(name: "start" | "demo", args: readonly string[]): { child: ChildProcess; output: () => string } {
  const entry = fileURLToPath(new URL(`../../apps/local/src/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@flash/source", entry, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  // One of a test that has failed would outlive it.
  onTestFinished(() => void child.kill("SIGKILL"));
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  return { child, output: () => printed };
}

export const spawnStart = (args: readonly string[]) => spawnCommand("start", args);
export const spawnDemo = (args: readonly string[]) => spawnCommand("demo", args);

/** Settles when the platform has printed its addresses. */
export async function startCommand(dataFolder: string): Promise<RunningPlatform> {
  const { child, output } = spawnStart(["--port", "0", "--data", dataFolder]);
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on("data", () => output().includes("Ctrl-C stops everything") && resolve());
    child.once("exit", (code) => reject(new Error(`npm start ended with ${code}:\n${output()}`)));
  });
  const field = (name: string): string => new RegExp(`${name} +(\\S+)`, "u").exec(output())?.[1] ?? "";
  return {
    flash: createFlash({ url: field("API"), streamUrl: field("Streams"), apiKey: field("Key") }),
    process: child,
    output,
    kill: async (signal) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill(signal);
      await ended;
    },
  };
}
