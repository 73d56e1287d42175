import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parseCommandLine, UsageError } from "../../build/command-line.ts";
import { listed, namedWith, wholeNumber } from "../../build/script-options.ts";

test("what an option is not is said in one sentence", () => {
  const options = { port: { type: "string" } } as const;
  expect(parseCommandLine(["--port", "1", "x"], options)).toMatchObject({ values: { port: "1" }, positionals: ["x"] });
  expect(() => parseCommandLine(["--prot", "1"], options)).toThrow(/^Unknown option '--prot'\nTry --help\.$/u);
  expect(() => parseCommandLine(["--port"], options)).toThrow(/^Option '--port <value>' argument missing\nTry/u);
});

test.each(["", " ", "x", "1.5", "0", "-1", "1e99"])("%j is no whole number from 1 on", (text) => {
  expect(() => wholeNumber("seed", text)).toThrow(UsageError);
});

test("whole numbers, lists and names are taken as they were typed", () => {
  expect([wholeNumber("seed", "20261125"), wholeNumber("kills", "0", 0)]).toEqual([20_261_125, 0]);
  expect([listed("10,100"), listed("")]).toEqual([["10", "100"], []]);
  expect(namedWith("only", "ab|cd", ["abc", "xcd", "b"], (name) => name)).toEqual(["abc", "xcd"]);
  expect(() => namedWith("only", "z", ["abc"], (name) => name)).toThrow('--only "z" is in no name');
});

describe("a developer's script", () => {
  const run = (script: string, ...args: readonly string[]) => {
    const path = fileURLToPath(new URL(`../../${script}`, import.meta.url));
    const options = { encoding: "utf8", timeout: 60_000 } as const;
    return spawnSync(process.execPath, ["--conditions=@flash/source", path, ...args], options);
  };

  test("says what it is for", () => {
    expect(run("packages/validation/test/fuzz/main.ts", "--help")).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/npm run fuzz -- .*--seconds/u),
    });
  });

  test("does nothing, and never says that nothing was found, when it was called wrongly", () => {
    expect(run("packages/validation/test/fuzz/main.ts", "--seconds", "soon")).toMatchObject({
      status: 2,
      stdout: "",
      stderr: '--seconds takes a whole number from 1 on, not "soon"\nTry --help.\n',
    });
  });
});
