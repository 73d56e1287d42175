import { resolve } from "node:path";
import { parseArgs, type ParseArgsConfig } from "node:util";

/** What was typed cannot be understood: shown with a pointer to --help, without a stack. */
export class UsageError extends Error {
  constructor(message: string) {
    super(`${message}\nTry --help.`);
    this.name = "UsageError";
  }
}

type Flags = NonNullable<ParseArgsConfig["options"]>;

/** `parseArgs`, with every fault as a {@link UsageError}. */
export function parseCommandLine<F extends Flags>(args: readonly string[], options: F) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** @throws UsageError unless it is a port with four more above it. */
export function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_531) {
    throw new UsageError(`--port must be 0 (any) or 1 to 65531, not ${text}`);
  }
  return port;
}

/** npm runs scripts in the project's folder; a path that a person typed is meant from where they stood. */
export const typedPath = (path: string): string => resolve(process.env["INIT_CWD"] ?? process.cwd(), path);

/**
 * Runs a command to its end. Known faults are one sentence on stderr; anything else is a bug and shows its stack.
 *
 * @returns the exit code.
 */
export async function runCommand(command: () => Promise<number>): Promise<number> {
  try {
    return await command();
  } catch (error) {
    process.stderr.write(`${sentenceFor(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

const EXPECTED = new Set(["UsageError", "FolderInUse", "ConfigurationError", "FlashError"]);

function sentenceFor(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && error.code === "EADDRINUSE") {
    return `${error.message}\nAnother program uses this port: stop it, or choose other ports with --port.`;
  }
  if ("code" in error && error.code === "ENOENT") return `${error.message}\nCheck the path.`;
  if (!EXPECTED.has(error.name)) return error.stack ?? error.message;
  const remedy = "remedy" in error && typeof error.remedy === "string" ? `\n${error.remedy}` : "";
  return `${error.message}${remedy}`;
}
