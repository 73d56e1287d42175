import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createFlash, type Flash } from "@flash/sdk";
import { onTestFinished } from "vitest";

/** `npm start` as a process of its own, which can be killed like one. */
export interface RunningPlatform {
  readonly flash: Flash;
  readonly output: Spawned["output"];
  readonly ended: Spawned["ended"];
  /** Settles with its exit: what it has started may still be ending. Nothing is sent to one that has ended. */
  kill(signal: NodeJS.Signals): Promise<void>;
}

interface Spawned {
  readonly child: ChildProcess;
  /** All that it printed so far. */
  readonly output: () => string;
  /** Its end, once all that it printed has been read: that may be after its exit. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

function spawnCommand(name: "start" | "demo", args: readonly string[]): Spawned {
  const entry = fileURLToPath(new URL(`../../apps/local/src/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@flash/source", entry, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  // One of a test that has failed would outlive it.
  onTestFinished(() => void child.kill("SIGKILL"));
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal }));
  return { child, output: () => printed, ended };
}

export const spawnStart = (args: readonly string[]) => spawnCommand("start", args);
export const spawnDemo = (args: readonly string[]) => spawnCommand("demo", args);

/** Settles when the platform has printed its addresses. */
export async function startCommand(dataFolder: string): Promise<RunningPlatform> {
  const { child, output, ended } = spawnStart(["--port", "0", "--data", dataFolder]);
  const exited = once(child, "exit");
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on("data", () => output().includes("Ctrl-C stops everything") && resolve());
    void ended.then(({ code }) => reject(new Error(`npm start ended with ${code}:\n${output()}`)));
  });
  const field = (name: string): string => new RegExp(`${name} +(\\S+)`, "u").exec(output())?.[1] ?? "";
  return {
    flash: createFlash({ url: field("API"), streamUrl: field("Streams"), apiKey: field("Key") }),
    output,
    ended,
    kill: async (signal) => {
      child.kill(signal);
      await exited;
    },
  };
}
