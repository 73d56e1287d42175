import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { DEFAULT_CONFIG } from "./default-config.ts";
import { loadStage, stageOf } from "./load-config.ts";

const SERVER = {
  name: "default",
  machines: { box: { instanceId: "i-0123456789abcdef0" } },
  serves: { "text-classification": ["box"] },
};
const stage = (changes: object) => ({ stages: { dev: { region: "eu-central-1", servers: [SERVER], ...changes } } });

test("all faults are told at once, each with its place", () => {
  const wrong = stage({
    region: "Frankfurt",
    colour: "red",
    servers: [{ ...SERVER, serves: { "text-classification": ["bux"] } }],
    allowedOrigins: ["https://example.org/"],
    limits: { "text-classification": { maxRowz: 10 } },
  });
  expect(() => stageOf(wrong, "dev")).toThrow(/stages\.dev\.region[^]*stages\.dev\.allowedOrigins\.0/u);
  expect(() => stageOf(wrong, "dev")).toThrow(/stages\.dev\.servers\.0\.serves: there is no machine "bux"/u);
  expect(() => stageOf(wrong, "dev")).toThrow(/"colour"/u);
  expect(() => stageOf(wrong, "dev")).toThrow(/stages\.dev\.limits\.text-classification\.maxRowz: there is no such/u);
});

test("a stage that is not there is refused with those that are", () => {
  expect(() => stageOf(stage({}), "prod")).toThrow('there is no stage "prod": flash.config.ts has dev');
});

test("half of the stop lease outlives every function and its last call to EC2", () => {
  expect(() => stageOf(stage({ clocks: { stopLeaseMs: 168_000 } }), "dev")).toThrow(
    /stopLeaseMs: must be above 168000/u,
  );
  expect(stageOf(stage({ clocks: { stopLeaseMs: 168_001 } }), "dev").settings.clocks.stopLeaseMs).toBe(168_001);
});

test.each([
  ["one instance in two places", { servers: [SERVER, { ...SERVER, name: "other" }] }, /one instance stands in two/u],
  ["two servers of one name", { servers: [SERVER, SERVER] }, /two servers have one name/u],
  [
    "enforced conditions beside a server that knows none",
    { enforceConditionalWrites: true, servers: [{ ...SERVER, reports: false }] },
    /enforceConditionalWrites/u,
  ],
])("%s is refused", (_, changes, message) => {
  expect(() => stageOf(stage(changes), "dev")).toThrow(message);
});

test("the configuration of a fresh clone and the example are good ones", async () => {
  const example = fileURLToPath(new URL("../../example.flash.config.ts", import.meta.url));
  expect(await loadStage(DEFAULT_CONFIG, "dev")).toMatchObject({ name: "dev" });
  expect(await loadStage(example, "prod")).toMatchObject({ settings: { servers: [{}, { reports: false }] } });
});

test("a file that is not there is named", async () => {
  await expect(loadStage("/nowhere/flash.config.ts", "dev")).rejects.toThrow(/no configuration at \/nowhere/u);
});
