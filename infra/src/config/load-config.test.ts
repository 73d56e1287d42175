import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { DEFAULT_CONFIG } from "./default-config.ts";
import { loadStage, stageOf } from "./load-config.ts";

const SERVER = {
  name: "default",
  machines: { box: { instanceId: "i-0123456789abcdef0" } },
  serves: { "text-classification": ["box"] },
};
const OTHER = { ...SERVER, machines: { box: { instanceId: "i-0123456789abcdef1" } } };
const made = (name: string, machine: string) => ({
  name,
  machines: { [machine]: { instanceType: "g5.xlarge" } },
  serves: { "text-classification": [machine] },
});
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
    "two servers that differ by a hyphen",
    {
      servers: [
        { ...SERVER, name: "a-b" },
        { ...OTHER, name: "ab" },
      ],
    },
    /servers: two servers, or their machines, have one name when hyphens are left out/u,
  ],
  [
    "two machines to be made whose names run into their servers'",
    { servers: [made("gpu", "xa"), made("gpux", "a")] },
    /servers: two servers, or their machines, have one name/u,
  ],
  [
    "enforced conditions beside a server that knows none",
    { enforceConditionalWrites: true, servers: [{ ...SERVER, reports: false }] },
    /enforceConditionalWrites/u,
  ],
  ["a region with other addresses", { region: "cn-north-1" }, /stages\.dev\.region: only regions of AWS's common/u],
  ["a page without TLS", { allowedOrigins: ["http://example.org"] }, /allowedOrigins\.0: an origin has https/u],
  [
    "a page whose address only begins like this machine's",
    { allowedOrigins: ["http://localhost.example.org"] },
    /allowedOrigins\.0: an origin has https/u,
  ],
])("%s is refused", (_, changes, message) => {
  expect(() => stageOf(stage(changes), "dev")).toThrow(message);
});

test("no stage of the shipped configurations lets a page in from a reader's own machine, and one that asks for it does", async () => {
  const example = fileURLToPath(new URL("../../example.flash.config.ts", import.meta.url));
  const shipped = await Promise.all([
    loadStage(DEFAULT_CONFIG, "dev"),
    loadStage(example, "dev"),
    loadStage(example, "prod"),
  ]);
  const origins = shipped.flatMap(({ settings }) => settings.allowedOrigins);
  expect(origins.filter((origin) => !origin.startsWith("https://"))).toEqual([]);
  const asked = ["http://localhost:5173", "http://127.0.0.1:8080"];
  expect(stageOf(stage({ allowedOrigins: asked }), "dev").settings.allowedOrigins).toEqual(asked);
});

test("the configuration of a fresh clone and the example are good ones", async () => {
  const example = fileURLToPath(new URL("../../example.flash.config.ts", import.meta.url));
  expect(await loadStage(DEFAULT_CONFIG, "dev")).toMatchObject({ name: "dev" });
  expect(await loadStage(example, "prod")).toMatchObject({ settings: { servers: [{}, { reports: false }] } });
});

test("a file that is not there is named", async () => {
  await expect(loadStage("/nowhere/flash.config.ts", "dev")).rejects.toThrow(/no configuration at \/nowhere/u);
});
