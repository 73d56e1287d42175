import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { hangUpWhenNobodyReads, parseCommandLine, UsageError } from "../../../build/command-line.ts";
import { refusedCredentials } from "../account/credentials.ts";
import { DEFAULT_CONFIG } from "../config/default-config.ts";
import { type ChosenStage, loadStage } from "../config/load-config.ts";
import { runTask, takeHandedOn, type Task } from "./run-task.ts";

/** Options that take a value, and those that are only there or not, by their names. */
export interface Flags {
  readonly values?: readonly string[];
  readonly switches?: readonly string[];
  /** Words without a flag say what is to be done; left out: there are none. */
  readonly hasWords?: true;
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
  /** Of turbo: what has to be built, or tested, before the command can run. Without it there is nothing. */
  readonly task?: Task;
  /** Throws for what would stop the command after its task has built and tested for minutes. */
  readonly before?: (stage: ChosenStage) => Promise<unknown>;
  readonly run: (call: Call) => Promise<void>;
}

/** A switch for turbo and CDK alone: all that the command needs is there, and the repository is where they start it. */
export const PREPARED = "prepared";
const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

const COMMON_HELP = `  --stage NAME     which stage of flash.config.ts (default: dev)
  --profile NAME   which credentials of ~/.aws/config (default: AWS_PROFILE)
  --config FILE    another configuration
  --help           this text`;

/** Runs a command to its end and sets the exit code. Known faults are told in a sentence, bugs with their stack. */
export async function runCommand(command: Command): Promise<void> {
  hangUpWhenNobodyReads();
  // npm runs scripts in the project's folder; a path that a person typed is meant from where they stood.
  const typedIn = process.env["INIT_CWD"] ?? process.cwd();
  try {
    const args = [...process.argv.slice(2), ...takeHandedOn(process.env)];
    await carryOut(command, { args, typedIn, runTask });
  } catch (error) {
    process.stderr.write(`${sentenceFor(error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

/** Where a command is called. */
export interface Surroundings {
  readonly args: readonly string[];
  /** The folder that relative paths in `args` are meant from. */
  readonly typedIn: string;
  /** Lets turbo do a task with these arguments. @returns its exit code. */
  readonly runTask: (task: Task, args: readonly string[]) => Promise<number>;
}

/** @throws UsageError, CommandFault, ConfigurationError: what the caller has to mend. */
export async function carryOut(
  { help, task, before, run, ...flags }: Command,
  { args, typedIn, runTask }: Surroundings,
): Promise<void> {
  const { values, positionals } = parse(flags, args);
  const valueOf = (flag: string): string | undefined => {
    const value = values[flag];
    return typeof value === "string" ? value : undefined;
  };
  if (values["help"] === true) {
    process.stdout.write(`${help.trimEnd()}\n\n${COMMON_HELP}\n`);
    return;
  }
  const profile = valueOf("profile");
  if (profile !== undefined) process.env["AWS_PROFILE"] = profile;
  const isPrepared = values[PREPARED] === true;
  // Turbo starts npm in `infra/`, and npm takes that for the place where somebody stood.
  const configFile = resolve(isPrepared ? ROOT : typedIn, valueOf("config") ?? DEFAULT_CONFIG);
  const stage = await loadStage(configFile, valueOf("stage") ?? "dev");
  if (task !== undefined && !isPrepared) {
    await before?.(stage);
    const code = await runTask(task, [...args, "--config", configFile]);
    if (code !== 0) process.exitCode = code;
    return;
  }
  await run({ stage, configFile, positionals, valueOf, isOn: (flag) => values[flag] === true });
}

function parse({ values = [], switches = [], hasWords }: Flags, args: readonly string[]) {
  const option = (type: "string" | "boolean") => (name: string) => [name, { type }] as const;
  const parsed = parseCommandLine(
    args,
    Object.fromEntries([
      ...["stage", "profile", "config", ...values].map(option("string")),
      ...["help", PREPARED, ...switches].map(option("boolean")),
    ]),
  );
  if (hasWords !== true && parsed.positionals.length > 0)
    throw new UsageError(`unexpected: ${parsed.positionals.join(" ")}`);
  return parsed;
}

const EXPECTED = new Set([
  "UsageError",
  "CommandFault",
  "ConfigurationError",
  // The credentials are good, but not for this: the message names the permission.
  "MissingPermission",
  "AccessDenied",
  "UnauthorizedOperation",
]);

/** Credentials that have ended, or were taken back, after a command had looked at them: deployments take long. */
const NO_MORE_CREDENTIALS = new Set([
  "CredentialsProviderError",
  "ExpiredToken",
  "ExpiredTokenException",
  "InvalidAccessKeyId",
  "InvalidToken",
  "RequestExpired",
]);

/** Faults of whoever calls, of the configuration, and of AWS's answers to the credentials are expected. */
export function sentenceFor(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (NO_MORE_CREDENTIALS.has(error.name)) return refusedCredentials(error.name).message;
  return EXPECTED.has(error.name) ? error.message : (error.stack ?? error.message);
}
