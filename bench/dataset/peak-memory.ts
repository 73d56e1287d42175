import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const CHILD = fileURLToPath(new URL("./run-one-way.ts", import.meta.url));

/** Runs one way in a process of its own. @returns the most memory that it held, in bytes. */
export async function peakMemory(way: string, file: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [...process.execArgv, CHILD, way, file]);
  return Number(stdout);
}
