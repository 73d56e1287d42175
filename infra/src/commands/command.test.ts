import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { DEFAULT_CONFIG } from "../config/default-config.ts";
import { CommandFault } from "../config/load-config.ts";
import { carryOut, type Command, sentenceFor } from "./command.ts";
import { takeHandedOn } from "./run-task.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const HERE = fileURLToPath(new URL("../config", import.meta.url));

/** Calls a command that needs turbo's `deploy` first. @returns what happened, in order. */
async function happened(args: readonly string[]): Promise<string[]> {
  const events: string[] = [];
  const note = (event: string) => () => Promise.resolve(void events.push(event));
  const runTask = async (task: string, given: readonly string[]) => {
    events.push(["turbo", task, ...given].join(" "));
    return 0;
  };
  const run: Command["run"] = ({ configFile }) => note(`run with ${relative(ROOT, configFile)}`)();
  const before = note("credentials looked at");
  await carryOut({ help: "", task: "deploy", before, run }, { args, typedIn: HERE, runTask });
  return events;
}

test("turbo is begun after the credentials were looked at, and the configuration is named so that it is found from anywhere", async () => {
  const config = relative(HERE, DEFAULT_CONFIG);
  expect(await happened(["--stage", "dev", "--config", config])).toEqual([
    "credentials looked at",
    `turbo deploy --stage dev --config ${config} --config ${DEFAULT_CONFIG}`,
  ]);
});

test("what turbo starts runs at once, and takes relative paths from the repository, whatever npm says", async () => {
  expect(await happened(["--prepared", "--config", "infra/example.flash.config.ts"])).toEqual([
    "run with infra/example.flash.config.ts",
  ]);
});

test.each([
  ["a stage that is not there", ["--stage", "nowhere"], /there is no stage "nowhere"/u],
  ["an option that is not there", ["--stages", "dev"], /^Unknown option '--stages'\nTry --help\.$/u],
  ["a word that nobody asked for", ["dev"], /^unexpected: dev\n/u],
  ["a configuration that is not there", ["--config", "nowhere.ts"], `there is no configuration at ${HERE}/nowhere.ts`],
])("%s is told before anything is built", async (_, args, message) => {
  const runTask = () => Promise.reject(new Error("turbo was begun"));
  const command = { help: "", task: "deploy", run: () => Promise.resolve() } as const;
  await expect(carryOut(command, { args, typedIn: HERE, runTask })).rejects.toThrow(message);
});

test("credentials that are missing are told before anything is built", async () => {
  const before = () => Promise.reject(new CommandFault("There are no AWS credentials."));
  const runTask = () => Promise.reject(new Error("turbo was begun"));
  const command = { help: "", task: "deploy", before, run: () => Promise.resolve() } as const;
  await expect(carryOut(command, { args: [], typedIn: HERE, runTask })).rejects.toThrow("no AWS credentials");
});

test("a command that nothing has to be built for runs at once", async () => {
  const events: string[] = [];
  const run = () => Promise.resolve(void events.push("run"));
  const runTask = () => Promise.reject(new Error("turbo was begun"));
  await carryOut({ help: "", run }, { args: [], typedIn: HERE, runTask });
  expect(events).toEqual(["run"]);
});

test("what is handed on past turbo is for one command, and not for those that it starts", () => {
  const env = { COMMAND_ARGUMENTS: '["--stage","prod"]', PATH: "/bin" };
  expect(takeHandedOn(env)).toEqual(["--stage", "prod"]);
  expect(env).toEqual({ PATH: "/bin" });
  expect(takeHandedOn(env)).toEqual([]);
});

test("credentials that end in the middle of a command, and a permission that is missing, are told in one sentence", () => {
  const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });
  expect(sentenceFor(named("ExpiredToken", "The provided token has expired."))).toMatch(
    /^AWS refuses the credentials \(ExpiredToken\): sign in with [^\n]*--profile[^\n]*\.$/u,
  );
  const missing = "S3 refuses to list: s3://flash/keys/. Its caller needs s3:ListBucket on the bucket.";
  expect(sentenceFor(named("MissingPermission", missing))).toBe(missing);
  expect(sentenceFor(named("TypeError", "x is not a function"))).toMatch(/^TypeError: x is not a function\n {4}at /u);
});
