import { parseArgs, type ParseArgsConfig } from "node:util";

/** What was typed cannot be understood: shown with a pointer to `--help`, without a stack; exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(`${message}\nTry --help.`);
    this.name = "UsageError";
  }
}

/** Options of `parseArgs`, by their names. */
export type Options = NonNullable<ParseArgsConfig["options"]>;

/** What `parseArgs` makes of such options, and of words without one. */
export type CommandLine<O extends Options> = ReturnType<typeof parseArgs<Config<O>>>;

interface Config<O extends Options> {
  readonly args: string[];
  readonly options: O;
  readonly allowPositionals: true;
  readonly strict: true;
}

/**
 * `parseArgs`, with positionals.
 *
 * @throws UsageError for what is not understood: an unknown option, a value too many or too few.
 */
export function parseCommandLine<O extends Options>(args: readonly string[], options: O): CommandLine<O> {
  try {
    return parseArgs<Config<O>>({
      args: [...args],
      options,
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    // What Node adds to the first sentence is about arguments that begin with a dash, which nobody means.
    throw new UsageError(error instanceof Error ? (error.message.split(/\.? To specify/u)[0] ?? "") : String(error));
  }
}

/**
 * From now on whoever reads the output and leaves, as `head` does, is the same as a terminal that is closed: what cleans up then does,
 * and all else ends without a stack.
 */
export function hangUpWhenNobodyReads(): void {
  let hasHungUp = false;
  const hangUp = (error: Error): void => {
    if (!("code" in error) || error.code !== "EPIPE") throw error;
    if (!hasHungUp) process.kill(process.pid, "SIGHUP");
    hasHungUp = true;
  };
  for (const output of [process.stdout, process.stderr]) output.on("error", hangUp);
}
