import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import * as z from "zod";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const Plan = z.object({
  tasks: z.array(
    z.object({
      taskId: z.string(),
      task: z.string(),
      directory: z.string(),
      inputs: z.record(z.string(), z.string()),
      dependencies: z.array(z.string()),
      resolvedTaskDefinition: z.object({ passThroughEnv: z.array(z.string()).nullable() }),
    }),
  ),
});

/** What turbo would do, and what it would take an older outcome for. */
function planOf(...args: readonly string[]): z.infer<typeof Plan>["tasks"] {
  const turbo = join(ROOT, "node_modules", "turbo", "bin", "turbo");
  const options = { cwd: ROOT, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 } as const;
  return Plan.parse(JSON.parse(execFileSync(process.execPath, [turbo, "run", ...args, "--dry=json"], options))).tasks;
}

const plan = planOf("build", "typecheck", "lint", "deploy", "synth", "diff", "destroy");
const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
  cwd: ROOT,
  encoding: "utf8",
})
  .split("\0")
  .filter((file) => file !== "" && existsSync(join(ROOT, file)));

const inputsOf = (taskId: string): ReadonlySet<string> => {
  const found = plan.find((one) => one.taskId === taskId);
  if (found === undefined) throw new Error(`there is no task ${taskId}`);
  const { directory, inputs } = found;
  return new Set(Object.keys(inputs).map((path) => relative(ROOT, join(ROOT, directory, path))));
};

test("a task runs again when any file of its package has changed", () => {
  for (const { taskId, directory } of plan) {
    const inputs = inputsOf(taskId);
    const own = files.filter((file) => file.startsWith(`${directory}/`));
    expect(
      own.filter((file) => !inputs.has(file)),
      taskId,
    ).toEqual([]);
  }
});

test.each([
  ["@flash/web#build", "samples/spam.csv"],
  ["@flash/sdk#build", "LICENSE"],
  ["@flash/infra#build", "package.json"],
  ["@flash/tests#typecheck", "samples/prepare-spam.ts"],
  ["@flash/tests#typecheck", "docs/examples/classify.ts"],
  ["@flash/bench#typecheck", "tests/browser/page/main.ts"],
  ["@flash/api#lint", "boundaries.config.ts"],
])("%s runs again when %s has changed", (taskId, file) => {
  expect(inputsOf(taskId)).toContain(file);
});

test("a deployment has built everything, the list of what is shipped included, and then tested everything in one run", () => {
  const dependencies = (taskId: string) => plan.find((one) => one.taskId === taskId)?.dependencies ?? [];
  const built = plan.filter(({ taskId }) =>
    /^@flash\/(?:api|infra|s3-triggers|sdk|training-server|web)#build$/u.test(taskId),
  );
  expect(built).toHaveLength(6);
  expect(dependencies("@flash/infra#deploy")).toEqual(expect.arrayContaining(["//#test", "@flash/infra#build"]));
  expect(dependencies("//#test")).toEqual(built.map(({ taskId }) => taskId).toSorted());
  expect(plan.filter(({ task }) => task === "test").map(({ taskId }) => taskId)).toEqual(["//#test"]);
  const tested = inputsOf("//#test");
  expect(files.filter((file) => !tested.has(file))).toEqual([]);
});

test("commands are told their arguments past turbo, which would build and test anew for any other ones", () => {
  for (const task of ["deploy", "synth", "diff", "destroy"]) {
    const found = plan.find(({ taskId }) => taskId === `@flash/infra#${task}`);
    expect(found?.resolvedTaskDefinition.passThroughEnv, task).toContain("COMMAND_ARGUMENTS");
  }
});
