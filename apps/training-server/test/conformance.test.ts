import { execFile } from "node:child_process";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { checkTrainer } from "../src/conformance/check-trainer.ts";
import { NODE_COMMAND } from "./node-command.ts";

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const broken = (fault: string) => [...NODE_COMMAND, file("./broken-trainer.ts"), fault] as const;
const limits = { runMs: 60_000, silenceMs: 30_000, stopMs: 10_000, outputBytes: 4 * 1024 ** 2 };

async function failuresOf(fault: string, only: string, impatience: Partial<typeof limits>): Promise<string[]> {
  const how = { limits: { ...limits, ...impatience }, only, onVerdict: () => undefined };
  const given = { command: broken(fault), taskTypes: [], params: {}, ...how };
  const { verdicts, conforms } = await checkTrainer(given);
  const failed = verdicts.filter(({ outcome }) => outcome === "failed");
  expect(conforms).toBe(failed.length === 0);
  return failed.flatMap(({ name, findings }) => findings.map((finding) => `${name}: ${finding}`));
}

test("a trainer that keeps the contract passes every check, and nothing is skipped", async () => {
  const given = { command: broken("none"), taskTypes: [], params: {}, limits, only: "", onVerdict: () => undefined };
  const { verdicts } = await checkTrainer(given);
  const canMount = process.platform === "linux";
  expect(verdicts.filter(({ outcome, name }) => outcome !== "passed" && (canMount || name !== "disk full"))).toEqual(
    [],
  );
  expect(verdicts.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["happy path", "SIGTERM in phase train", "SIGKILL after epoch 3 of 6", "disk full"]),
  );
}, 60_000);

const NOTHING = "nothing else";
test.each<[fault: string, only: string, reason: RegExp, impatience?: Partial<typeof limits>]>([
  ["chatty-probe", NOTHING, /^probe: probe must print one line/u],
  ["numbers", NOTHING, /^happy path: seq must count/u],
  ["no-result", NOTHING, /^happy path: result must be sent/u],
  ["miscounts", NOTHING, /^happy path: confusion has .* not the val_accuracy/u],
  ["garbage", NOTHING, /^output: no event was printed, but 50 other lines/u],
  ["ignored", NOTHING, /^output: an event is not as the contract has it/u],
  ["nan", NOTHING, /^output: an event .* is ignored: epoch: it is not JSON: JSON has no NaN/u],
  ["unflushed", NOTHING, /^output: an event arrived 5\d{3} ms after its ts: flush standard output/u],
  ["seconds", NOTHING, /^output: ts must be milliseconds since 1970/u],
  ["many-metrics", NOTHING, /^output: an epoch has more than 32 metrics/u],
  ["silent", NOTHING, /^output: nothing was printed for/u, { silenceMs: 300 }],
  ["flood", NOTHING, /^output: it printed .* bytes; after 4194304/u],
  ["lie", NOTHING, /^artifacts: .*model\.onnx has another SHA-256/u],
  ["no-model", NOTHING, /^artifacts: .*no artifact of the role model is listed/u],
  ["link", NOTHING, /^artifacts: .*model\.onnx leads outside/u],
  ["outside", NOTHING, /^artifacts: stolen\/model\.onnx was written/u],
  ["meddles", NOTHING, /^artifacts: data\/split\.json was written, changed/u],
  ["dice", "same weights", /^same weights again: /u],
  [
    "credulous",
    "protocol 99",
    /^bad input: job\.json of protocol 99: it must be refused with exit code 3, but it ended with exit code 0/u,
  ],
  ["disk-blind", "disk full", /^disk full: it ended with exit code 0/u],
  ["deaf", "SIGTERM in phase train", /^SIGTERM in phase train: SIGTERM must end it within 200 ms/u, { stopMs: 200 }],
  ["no-checkpoint", "SIGTERM after", /^SIGTERM after epoch 3 of 6: it can resume, but .* left no checkpoint/u],
  ["forgets", "SIGKILL after", /^SIGKILL after epoch 3 of 6: called with --resume, it must come to the weights/u],
])(
  "a trainer with the fault %s is failed for it",
  async (fault, only, reason, impatience = {}) => {
    expect(await failuresOf(fault, only, impatience)).toContainEqual(expect.stringMatching(reason));
  },
  60_000,
);

// Of the reference trainers the one that has the least to compute; the whole kit on all of them takes minutes.
test("a reference trainer goes on with equal weights after each signal, as the command says", async () => {
  const trainer = [...NODE_COMMAND, file("../src/trainers/table/main.ts")];
  const chosen = ["--task", "tabular-regression", "--params", '{"model":"mlp","epochs":600}', "--only", "after epoch"];
  const check = () => command([...chosen, "--", ...trainer]);
  let { code, stdout } = await check();
  // On a busy machine a signal may come when all is learned: the kit says so, and is asked again.
  while (stdout.includes("training was over before the signal came")) ({ code, stdout } = await check());
  expect(stdout).toContain("flash-table 0.1.0 conforms to the contract");
  expect(stdout).toContain("ok    tabular-regression: SIGTERM after epoch 300 of 600");
  expect(stdout).toContain("ok    tabular-regression: SIGKILL after epoch 300 of 600");
  expect(code).toBe(0);
}, 60_000);

test("--json is one document, a broken trainer is exit code 1, a wrong command line 2", async () => {
  const checked = await command(["--json", "--only", NOTHING, "--", ...broken("no-result")]);
  expect(checked.code).toBe(1);
  expect(JSON.parse(checked.stdout)).toMatchObject({ conforms: false, trainer: { name: "broken" } });
  expect(await command(["--task", "tea-leaves", "--", "true"])).toMatchObject({ code: 2, stdout: "" });
  expect((await command(["--help"])).stdout).toContain("npx flash-trainer-check [options] -- COMMAND");
}, 60_000);

test("a command that is found from where its author stands alone is told how to be written", async () => {
  const here = relative(process.cwd(), file("./broken-trainer.ts"));
  const given = { command: [...NODE_COMMAND, here, "none"] as const, taskTypes: [], params: {}, limits, only: NOTHING };
  const { verdicts } = await checkTrainer({ ...given, onVerdict: () => undefined });
  expect(verdicts).toMatchObject([{ name: "probe", outcome: "failed" }]);
  expect(verdicts[0]?.findings[0]).toContain(`write ${file("./broken-trainer.ts")}`);
});

/** The command as npx runs it. */
function command(args: readonly string[]): Promise<{ code: number; stdout: string }> {
  const main = file("../src/conformance/main.ts");
  return new Promise((resolve) => {
    execFile(process.execPath, ["--conditions=@flash/source", main, ...args], (error, stdout) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout });
    });
  });
}
