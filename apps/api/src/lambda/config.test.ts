import { expect, test } from "vitest";
import { loadConfig } from "./config.ts";

const ENV = {
  FLASH_BUCKET: "flash-bucket",
  FLASH_FLEET: '[{"name":"default","instances":{"text-classification":["i-0123456789abcdef0"]}}]',
  FLASH_API_KEYS: `[{"sha256":"${"a".repeat(64)}","owner":"ann"}]`,
};

test("what is not set has its default", () => {
  expect(loadConfig(ENV)).toMatchObject({
    bucket: "flash-bucket",
    fleet: [{ name: "default", reports: true }],
    apiKeys: [{ owner: "ann", admin: false }],
    clocks: { maxBootMs: 600_000 },
    streams: { pollMs: 1_000, maxMs: 50_000 },
  });
});

test("all faults are told at once, and none of the values", () => {
  const load = () =>
    loadConfig({
      FLASH_FLEET: "[",
      FLASH_API_KEYS: '[{"key":"secret-key","owner":"ann"}]',
      FLASH_STREAM_MAX_MS: "60000",
    });
  expect(load).toThrow(/FLASH_BUCKET[^]*FLASH_FLEET[^]*FLASH_API_KEYS[^]*FLASH_STREAM_MAX_MS/u);
  expect(load).not.toThrow(/secret-key/u);
});
