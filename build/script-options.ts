import { type CommandLine, hangUpWhenNobodyReads, type Options, parseCommandLine, UsageError } from "./command-line.ts";

/**
 * The options of a developer's script. `--help` prints `help` and ends the process with 0; what cannot be understood is told in a
 * sentence and ends it with 2, before anything has begun. See also {@link hangUpWhenNobodyReads}.
 *
 * @param read - makes what the script goes by of what was typed; may throw {@link UsageError}.
 */
export function scriptOptions<O extends Options, T>(
  help: string,
  options: O,
  read: (values: CommandLine<O>["values"]) => T,
): T {
  hangUpWhenNobodyReads();
  const args = process.argv.slice(2);
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(`${help.trimEnd()}\n`);
    process.exit(0);
  }
  try {
    const { values, positionals } = parseCommandLine(args, options);
    if (positionals.length > 0) throw new UsageError(`unexpected: ${positionals.join(" ")}`);
    return read(values);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
}

/** @throws UsageError unless `text` is a whole number, and `least` or more. */
export function wholeNumber(flag: string, text: string, least = 1): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isSafeInteger(value) && value >= least) return value;
  throw new UsageError(`--${flag} takes a whole number from ${least} on, not "${text}"`);
}

/** Values that stand behind one option, separated by commas; none for an empty text. */
export const listed = (text: string): readonly string[] => text.split(",").filter((part) => part !== "");

/** @throws UsageError unless `text` is in the name of one at least: to have run nothing would look like a success. */
export function namedWith<T>(flag: string, text: string, all: readonly T[], nameOf: (one: T) => string): readonly T[] {
  const parts = text.split("|");
  const chosen = all.filter((one) => parts.some((part) => nameOf(one).includes(part)));
  if (chosen.length > 0) return chosen;
  throw new UsageError(`--${flag} "${text}" is in no name`);
}
