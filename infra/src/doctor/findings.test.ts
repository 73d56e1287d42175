import { expect, test } from "vitest";
import { stageOf } from "../config/load-config.ts";
import { judgeConcurrency } from "./concurrency.ts";
import { coresNeeded, judgeCores } from "./cores.ts";
import { findingText } from "./finding.ts";
import { judgeMachine } from "./machines.ts";

const settings = (reservedConcurrency = {}) =>
  stageOf(
    {
      stages: {
        dev: {
          region: "eu-central-1",
          servers: [
            {
              name: "default",
              machines: { box: { instanceId: "i-0123456789abcdef0" } },
              serves: { "text-classification": ["box"] },
            },
          ],
          reservedConcurrency,
        },
      },
    },
    "dev",
  ).settings;

test("a new account's ten executions are worth a note, and too many reserved ones a fault", () => {
  expect(judgeConcurrency(10, settings())).toMatchObject({ level: "note", what: /at most 10/u });
  expect(judgeConcurrency(1_000, settings())).toMatchObject({ level: "well" });
  expect(judgeConcurrency(1_000, settings({ api: 901 }))).toMatchObject({ level: "fault" });
  expect(judgeConcurrency(1_000, settings({ api: 500, sweep: 400 }))).toMatchObject({ level: "well" });
  expect(judgeConcurrency(null, settings())).toMatchObject({ level: "note" });
});

test("cores are counted by the quota that they fall under", () => {
  const needs = coresNeeded([
    { type: "g5.xlarge", cores: 4 },
    { type: "c7i.xlarge", cores: 4 },
    { type: "t3.large", cores: 2 },
    { type: "p5.48xlarge", cores: 192 },
    { type: "inf2.xlarge", cores: 4 },
  ]);
  expect(needs.map(({ quota, cores }) => [quota.code, cores])).toEqual([
    ["L-DB2E81BA", 4],
    ["L-417A185B", 192],
    ["L-1216C47A", 6],
  ]);
  const [gpu] = needs;
  if (gpu === undefined) throw new Error("there is no need");
  expect(judgeCores(gpu, 0)).toMatchObject({ level: "fault", what: expect.stringContaining("4 cores") });
  expect(judgeCores(gpu, 4)).toMatchObject({ level: "well" });
});

const GOOD = { state: "stopped", stack: "flash-dev", isSpot: false, hasProfile: true, shutdownBehavior: "stop" };

test.each([
  ["is deleted by its own shutdown", { shutdownBehavior: "terminate" }, "fault", /modify-instance-attribute/u],
  ["is not tagged yet", { stack: null }, "note", /npm run deploy/u],
  ["is another platform's", { stack: "flash-prod" }, "fault", /flash\.config\.ts/u],
  ["is a Spot instance", { isSpot: true }, "note", /on-demand/u],
  ["has no instance profile", { hasProfile: false }, "fault", /attach/u],
])("a machine that %s is found, with the remedy", (_, change, level, remedy) => {
  const findings = judgeMachine({ id: "i-1", found: { ...GOOD, ...change } }, "flash-dev");
  expect(findings).toEqual([{ level, what: expect.stringContaining("i-1"), remedy: expect.stringMatching(remedy) }]);
});

test("a good machine is well, one that is not there a fault", () => {
  expect(judgeMachine({ id: "i-1", found: GOOD }, "flash-dev")).toMatchObject([{ level: "well" }]);
  expect(judgeMachine({ id: "i-1", found: null }, "flash-dev")).toMatchObject([{ level: "fault" }]);
});

test("each finding shows its remedy on the line below", () => {
  expect(findingText({ level: "fault", what: "it hurts", remedy: "rest" })).toBe("FAULT it hurts\n      → rest");
});
