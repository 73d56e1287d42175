import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { hangUpWhenNobodyReads, UsageError } from "../../../build/command-line.ts";

/** @throws UsageError unless it is a port with four more above it. */
export function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_531) {
    throw new UsageError(`--port must be 0 (any) or 1 to 65531, not ${text}`);
  }
  return port;
}

/** npm runs scripts in the project's folder; a path that a person typed is meant from where they stood. */
const typedPath = (path: string): string => resolve(process.env["INIT_CWD"] ?? process.cwd(), path);

/** @throws UsageError unless it is a file that can be read. */
export async function typedFile(path: string): Promise<string> {
  const file = typedPath(path);
  const found = await stat(file).catch(() => null);
  if (found === null) throw new UsageError(`there is no file ${file}`);
  if (!found.isFile()) throw new UsageError(`${file} is a folder, not a file`);
  return file;
}

/** @throws UsageError when a file is in its place. What is not there yet will be made. */
export async function typedFolder(flag: string, path: string): Promise<string> {
  const folder = typedPath(path);
  const found = await stat(folder).catch(() => null);
  if (found !== null && !found.isDirectory()) throw new UsageError(`--${flag} ${folder} is a file, not a folder`);
  return folder;
}

/**
 * Runs a command to its end. Known faults are one sentence on stderr; anything else is a bug and shows its stack.
 *
 * @returns the exit code.
 */
export async function runCommand(command: () => Promise<number>): Promise<number> {
  hangUpWhenNobodyReads();
  try {
    return await command();
  } catch (error) {
    process.stderr.write(`${sentenceFor(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

const EXPECTED = new Set(["UsageError", "FolderInUse", "ConfigurationError", "FlashError"]);

/** What the system refuses, and what to do about it: of ports first, since some of it is said of files as well. */
const REMEDIES: readonly { readonly codes: readonly string[]; readonly syscall?: string; readonly remedy: string }[] = [
  {
    codes: ["EADDRINUSE"],
    remedy: "Another program uses this port: stop it, or choose other ports with --port.",
  },
  { codes: ["EACCES"], syscall: "listen", remedy: "Ports below 1024 are not everybody's: choose others with --port." },
  { codes: ["ENOENT", "ENOTDIR", "EEXIST"], remedy: "Check the path." },
  { codes: ["EACCES", "EPERM", "EROFS"], remedy: "Choose a folder that you may write to." },
  { codes: ["ENOSPC", "EDQUOT"], remedy: "The disk is full: make room, or choose a folder on another one." },
];

function remedyFor(error: Error): string | undefined {
  const code = "code" in error ? String(error.code) : "";
  const call = "syscall" in error ? error.syscall : null;
  return REMEDIES.find(({ codes, syscall = call }) => codes.includes(code) && syscall === call)?.remedy;
}

/** What a person is told of an error: a sentence and what to do, or of a bug its stack. */
export function sentenceFor(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const systemRemedy = remedyFor(error);
  if (systemRemedy !== undefined) return `${error.message}\n${systemRemedy}`;
  if (!EXPECTED.has(error.name)) return error.stack ?? error.message;
  const remedy = "remedy" in error && typeof error.remedy === "string" ? `\n${error.remedy}` : "";
  return `${error.message}${remedy}`;
}
