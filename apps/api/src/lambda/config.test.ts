import { expect, test } from "vitest";
import { loadConfig } from "./config.ts";

const ENV = {
  FLASH_BUCKET: "flash-bucket",
  FLASH_FLEET: '[{"name":"default","instances":{"text-classification":["i-0123456789abcdef0"]}}]',
  FLASH_API_KEYS: `[{"sha256":"${"a".repeat(64)}","owner":"ann"}]`,
};

test("what is not set has its default", async () => {
  const { limits, ...config } = await loadConfig(ENV);
  expect(limits).toEqual({});
  expect(config).toMatchObject({
    bucket: "flash-bucket",
    fleet: [{ name: "default", reports: true }],
    apiKeys: [{ owner: "ann", admin: false }],
    clocks: { maxBootMs: 600_000 },
    streams: { pollMs: 1_000, maxMs: 50_000 },
  });
});

test("all faults are told at once, and none of the values", async () => {
  const load = () =>
    loadConfig({
      FLASH_FLEET: "[",
      FLASH_API_KEYS: '[{"key":"secret-key","owner":"ann"}]',
      FLASH_LIMITS: '{"text-classification":{"maxRowz":10}}',
      FLASH_STREAM_MAX_MS: "60000",
    });
  await expect(load).rejects.toThrow(
    /FLASH_BUCKET[^]*FLASH_FLEET[^]*FLASH_API_KEYS[^]*FLASH_STREAM_MAX_MS[^]*FLASH_LIMITS\.text-classification\.maxRowz: there is no such limit/u,
  );
  await expect(load).rejects.not.toThrow(/secret-key/u);
});

test("what a deployment changes about datasets is taken", async () => {
  const limits = { "text-classification": { maxRows: 10_000 } };
  expect(await loadConfig({ ...ENV, FLASH_LIMITS: JSON.stringify(limits) })).toMatchObject({ limits });
});
