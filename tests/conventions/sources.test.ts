import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const sources = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.ts", "*.tsx"], {
  cwd: ROOT,
  encoding: "utf8",
})
  .split("\0")
  // What the test of the boundaries writes for a moment is gone when it would be read.
  .filter((file) => file !== "" && file !== "tests/conventions/sources.test.ts");

const filesWith = (pattern: RegExp): readonly string[] =>
  sources.filter((file) => pattern.test(readFileSync(join(ROOT, file), "utf8")));

test("there are sources to look at", () => {
  expect(sources.length).toBeGreaterThan(100);
});

test("zod is imported whole: the named import bundles every locale, 364 kB that no function needs", () => {
  expect(filesWith(/import \{[^}]*\bz\b[^}]*\} from "zod"/u)).toEqual([]);
});

test("nothing is mocked behind a module's back: fakes are handed in", () => {
  expect(filesWith(/\bvi\.(?:mock|spyOn|stubGlobal|doMock)\(/u)).toEqual([]);
});

/** What stands in the parentheses of each call of `name`, without what strings say. */
const argumentsOf = (source: string, name: string): readonly string[] =>
  source
    .replaceAll(/"(?:\\.|[^"\\\n])*"/gu, '""')
    .split(`${name}(`)
    .slice(1)
    .map((rest) => {
      let [depth, end] = [1, 0];
      for (; depth > 0 && end < rest.length; end++) depth += rest[end] === "(" ? 1 : rest[end] === ")" ? -1 : 0;
      return rest.slice(0, end);
    });

test("no expectation is met by everything: toMatchObject takes a regular expression, and {}, for any value at all", () => {
  const ANYTHING = /:\s*(?:\/(?![/*])|\{\s*\})/u;
  const isWrong = (source: string): boolean => argumentsOf(source, "toMatchObject").some((text) => ANYTHING.test(text));
  for (const expected of ["{ message: /a/u }", "{ a: { details: {} } }"])
    expect(isWrong(`expect(x()).toMatchObject(${expected})`), expected).toBe(true);
  expect(sources.filter((file) => isWrong(readFileSync(join(ROOT, file), "utf8")))).toEqual([]);
});

test("the environment is read by entry files only", () => {
  const readers = filesWith(/\bprocess\.env\b/u).filter(
    (file) => !/(?:\.test\.ts$|^tests\/|^bench\/|\/test\/|\/testing\/|\/fixtures\/|-fixture\.ts$)/u.test(file),
  );
  for (const file of readers) expect(ENTRY_FILES, `${file} reads process.env`).toContain(file);
});

/** They hand the environment to a parser, or pass a child the few variables that a program needs to run at all. */
const ENTRY_FILES = [
  "apps/api/src/lambda.ts",
  "apps/api/src/lambda-stream.ts",
  "apps/s3-triggers/src/start.ts",
  "apps/s3-triggers/src/stop.ts",
  "apps/s3-triggers/src/sweep.ts",
  "apps/training-server/src/main.ts",
  "apps/training-server/src/conformance/observe-run.ts",
  "apps/local/src/command-line.ts",
  "infra/src/app.ts",
  "infra/src/commands/command.ts",
  "infra/src/commands/run-task.ts",
  "infra/src/deployment/cdk.ts",
  "infra/src/smoke/own-server.ts",
  "packages/local-aws/src/ec2/machine.ts",
  "packages/local-aws/src/lambda/function-setting.ts",
  "packages/local-aws/src/power/power-cord.ts",
];
