import { epochMs, InstanceId, JobId } from "@flash/schemas";
import { expect, test } from "vitest";
import { stageOf } from "../config/load-config.ts";
import { clockSkewMs, judgeClock } from "./clock.ts";
import { judgeConcurrency } from "./concurrency.ts";
import { coresNeeded, judgeCores } from "./cores.ts";
import { findingText } from "./finding.ts";
import { type Heartbeat, judgeHeartbeat } from "./heartbeat.ts";
import { judgeListeners } from "./listeners.ts";
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
  expect(judgeConcurrency(10, settings())).toMatchObject({ level: "note", what: expect.stringMatching(/at most 10/u) });
  expect(judgeConcurrency(1_000, settings())).toMatchObject({ level: "well" });
  expect(judgeConcurrency(1_000, settings({ api: 901 }))).toMatchObject({ level: "fault" });
  expect(judgeConcurrency(1_000, settings({ api: 500, sweep: 400 }))).toMatchObject({ level: "well" });
  expect(judgeConcurrency(null, settings())).toMatchObject({ level: "note" });
});

test("alarms that nobody hears are worth a note, with what to do", () => {
  const topic = "arn:aws:sns:eu-central-1:123456789012:flash-dev-alarms";
  const judge = (listeners: { confirmed: number; pending: number } | null, email?: string) =>
    findingText(judgeListeners(listeners, topic, { alarms: email === undefined ? {} : { email } }));
  expect(judge({ confirmed: 2, pending: 1 })).toBe("ok    alarms are heard by 2");
  expect(judge({ confirmed: 0, pending: 1 })).toMatch(/^note {2}nobody hears the alarms yet\n {6}→ answer the mail/u);
  for (const nobody of [judge(null), judge({ confirmed: 0, pending: 0 })])
    expect(nobody).toMatch(/^note {2}nobody hears the alarms\n.*sns subscribe --region eu-central-1 --topic-arn arn:/u);
  expect(judge(null, "ops@example.org")).toMatch(/^note {2}whether ops@example\.org hears the alarms is unknown/u);
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

const HERE = { stack: "flash-dev", region: "eu-central-1" };
const GOOD = { state: "stopped", stack: "flash-dev", isSpot: false, hasProfile: true, shutdownBehavior: "stop" };

test.each([
  ["is deleted by its own shutdown", { shutdownBehavior: "terminate" }, "fault", /modify-instance-attribute/u],
  ["is not tagged yet", { stack: null }, "note", /npm run deploy/u],
  ["is another platform's", { stack: "flash-prod" }, "fault", /flash\.config\.ts/u],
  ["is a Spot instance", { isSpot: true }, "note", /on-demand/u],
  ["has no instance profile", { hasProfile: false }, "fault", /attach/u],
])("a machine that %s is found, with the remedy", (_, change, level, remedy) => {
  const findings = judgeMachine({ id: "i-1", found: { ...GOOD, ...change } }, HERE);
  expect(findings).toEqual([{ level, what: expect.stringContaining("i-1"), remedy: expect.stringMatching(remedy) }]);
});

test("a good machine is well, one that is not there a fault", () => {
  expect(judgeMachine({ id: "i-1", found: GOOD }, HERE)).toMatchObject([{ level: "well" }]);
  expect(judgeMachine({ id: "i-1", found: null }, HERE)).toMatchObject([{ level: "fault" }]);
});

test("each finding shows its remedy on the line below", () => {
  expect(findingText({ level: "fault", what: "it hurts", remedy: "rest" })).toBe("FAULT it hurts\n      → rest");
});

test("a clock that is too far off for AWS is a fault, one that is a little off a note", () => {
  expect(judgeClock(-300_000)).toEqual({
    level: "fault",
    what: "this machine's clock is 300 s behind S3's, and AWS refuses what is signed so far from its time",
    remedy: expect.stringContaining("timedatectl"),
  });
  expect(judgeClock(31_000)).toMatchObject({ level: "note", what: expect.stringContaining("31 s ahead of") });
  expect(judgeClock(2_000)).toMatchObject({ level: "well" });
});

test("neither the answer's way nor S3's whole seconds make a clock wrong", async () => {
  const at = epochMs(1_764_000_000_000);
  const skew = (...clock: readonly number[]) => {
    const readings = clock.values();
    return clockSkewMs({ get: async () => ({ found: null, at }) }, () => readings.next().value ?? 0);
  };
  expect(await skew(at + 999, at + 1_200)).toBe(0);
  expect(await skew(at - 400, at + 100)).toBe(0);
  expect(await skew(at + 61_000, at + 61_200)).toBe(60_000);
  expect(await skew(at - 60_500, at - 60_000)).toBe(-60_000);
});

const NOW = epochMs(1_764_000_000_000);
const ago = (ms: number) => epochMs(NOW - ms);
/** Two minutes of silence are allowed, and ten of booting. */
const heartbeat = (
  startedAgoMs: number | null,
  claimedAgoMs: number | null,
  progressAgoMs: number | null,
): Heartbeat => ({
  job: {
    id: JobId.parse("job_00000000000000000000000000"),
    instance: InstanceId.parse("i-0123456789abcdef0"),
    limits: {
      max_queue_ms: 1,
      max_boot_ms: 600_000,
      max_silence_ms: 120_000,
      max_run_ms: 1,
      max_attempts: 1,
    },
    started_at: startedAgoMs === null ? null : ago(startedAgoMs),
  },
  now: NOW,
  claimedAt: claimedAgoMs === null ? null : ago(claimedAgoMs),
  progressAt: progressAgoMs === null ? null : ago(progressAgoMs),
});

test.each([
  ["nothing was started yet", heartbeat(null, null, null), "well", /not been started yet/u],
  ["the machine boots", heartbeat(60_000, null, null), "well", /booting for 60 s/u],
  ["nobody took the job in time", heartbeat(601_000, null, null), "fault", /started 601 s ago, and no agent/u],
  ["it works", heartbeat(90_000, 60_000, 2_000), "well", /last sign of life 2 s ago/u],
  ["it has only just begun", heartbeat(90_000, 3_000, null), "well", /last sign of life 3 s ago/u],
  ["it fell silent", heartbeat(900_000, 800_000, 121_000), "fault", /silent for 121 s, and 120 s are allowed/u],
] as const)("of a server that is active, when %s", (_, seen, level, what) => {
  const finding = judgeHeartbeat({ ...HERE, server: "default", reports: true }, seen);
  expect(finding).toMatchObject({ level, what: expect.stringMatching(what) });
  if (finding.level === "fault")
    expect(finding.remedy).toContain("get-console-output --region eu-central-1 --instance-id i-");
});
