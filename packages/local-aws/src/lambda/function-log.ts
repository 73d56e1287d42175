import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { eachLine } from "../power/each-line.ts";

/** Takes one line that a function wrote, without its line end. */
export type OnLog = (functionName: string, line: string) => void;

/** Appends each function's lines to `<dataFolder>/logs/<name>.log`. */
export function logFiles(dataFolder: string): OnLog {
  const folder = join(dataFolder, "logs");
  mkdirSync(folder, { recursive: true });
  return (functionName, line) => appendFileSync(join(folder, `${functionName}.log`), `${line}\n`);
}

/** Hands on what one sandbox writes, line by line. */
export function lineLog(onLog: OnLog, functionName: string): (text: string) => void {
  return eachLine((line) => onLog(functionName, line));
}
