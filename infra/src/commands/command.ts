import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { DEFAULT_CONFIG } from "../config/default-config.ts";
import { type ChosenStage, CommandFault, loadStage } from "../config/load-config.ts";

/** Options that take a value, and those that are only there or not, by their names. */
export interface Flags {
  readonly values?: readonly string[];
  readonly switches?: readonly string[];
}

/** What a command was called with. */
export interface Call {
  readonly stage: ChosenStage;
  readonly configFile: string;
  readonly positionals: readonly string[];
  readonly valueOf: (flag: string) => string | undefined;
  readonly isOn: (flag: string) => boolean;
}

/** A command of the deployer's. */
export interface Command extends Flags {
  /** What it does and its own options, for `--help`. */
  readonly help: string;
  readonly run: (call: Call) => Promise<void>;
}

const COMMON_HELP = `
  --stage NAME     which stage of flash.config.ts (default: dev)
  --profile NAME   which credentials of ~/.aws/config (default: AWS_PROFILE)
  --config FILE    another configuration
  --help           this text`;

/** Runs a command to its end and sets the exit code. Known faults are told in a sentence, bugs with their stack. */
export async function runCommand(command: Command): Promise<void> {
  try {
    await parseAndRun(command, process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${sentenceFor(error)}\n`);
    process.exitCode = 1;
  }
}

async function parseAndRun({ help, run, ...flags }: Command, args: readonly string[]): Promise<void> {
  const { values, positionals } = parse(flags, args);
  const valueOf = (flag: string): string | undefined => {
    const value = values[flag];
    return typeof value === "string" ? value : undefined;
  };
  if (values["help"] === true) {
    process.stdout.write(`${help}\n${COMMON_HELP}\n`);
    return;
  }
  const profile = valueOf("profile");
  if (profile !== undefined) process.env["AWS_PROFILE"] = profile;
  // npm runs scripts in the project's folder; a path that a person typed is meant from where they stood.
  const configFile = resolve(process.env["INIT_CWD"] ?? process.cwd(), valueOf("config") ?? DEFAULT_CONFIG);
  const stage = await loadStage(configFile, valueOf("stage") ?? "dev");
  await run({ stage, configFile, positionals, valueOf, isOn: (flag) => values[flag] === true });
}

function parse({ values = [], switches = [] }: Flags, args: readonly string[]) {
  const option = (type: "string" | "boolean") => (name: string) => [name, { type }] as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: Object.fromEntries([
        ...["stage", "profile", "config", ...values].map(option("string")),
        ...["help", ...switches].map(option("boolean")),
      ]),
    });
  } catch (error) {
    throw new CommandFault(`${error instanceof Error ? error.message.split(". ")[0] : String(error)}. Try --help.`);
  }
}

/** Faults of whoever calls, of the configuration, and of AWS's answers to the credentials are expected. */
export function sentenceFor(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isExpected = error.name === "CommandFault" || error.name === "ConfigurationError";
  return isExpected ? error.message : (error.stack ?? error.message);
}
