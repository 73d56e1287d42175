import { expect, test } from "vitest";
import { loadAgentConfig } from "./agent-config.ts";

test("a bucket is all that must be said", () => {
  expect(loadAgentConfig({ FLASH_BUCKET: "flash-data" })).toEqual({
    bucket: "flash-data",
    server: "default",
    instance: null,
    bootId: null,
    pollMs: 2_000,
    heartbeatMs: 2_000,
    idleOffMs: 600_000,
    workDir: "/var/lib/flash",
    trainers: {},
    trainerRestarts: 2,
    trainerOutputBytes: 1_073_741_824,
    checkpointMs: 60_000,
    trainerLauncher: null,
    trainerUser: null,
    metadataUrl: null,
    powerOff: null,
  });
});

test("an empty variable counts as none", () => {
  expect(loadAgentConfig({ FLASH_BUCKET: "flash-data", FLASH_INSTANCE_ID: "" }).instance).toBeNull();
});

test("a trainer and the power switch are argument lists", () => {
  const config = loadAgentConfig({
    FLASH_BUCKET: "flash-data",
    FLASH_TRAINERS: '{"text-classification":["python3","-m","trainer"]}',
    FLASH_POWER_OFF: '["systemctl","poweroff"]',
  });
  expect(config.trainers).toEqual({ "text-classification": ["python3", "-m", "trainer"] });
  expect(config.powerOff).toEqual(["systemctl", "poweroff"]);
});

test("all faults are told at once, each with its variable", () => {
  const load = () =>
    loadAgentConfig({
      FLASH_SERVER: "GPU box",
      FLASH_INSTANCE_ID: "my-pc",
      FLASH_POLL_MS: "soon",
      FLASH_TRAINERS: "{",
      FLASH_POWER_OFF: "[]",
    });
  for (const name of ["BUCKET", "SERVER", "INSTANCE_ID", "POLL_MS", "TRAINERS", "POWER_OFF"]) {
    expect(load).toThrow(`FLASH_${name}`);
  }
});

test("a task type that nobody knows is a fault, not a trainer that is never used", () => {
  const load = () => loadAgentConfig({ FLASH_BUCKET: "flash-data", FLASH_TRAINERS: '{"text":["python3"]}' });
  expect(load).toThrow("FLASH_TRAINERS");
});
