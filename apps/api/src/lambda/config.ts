import { type Clocks, type Fleet, jsonSetting, parseSettings, PlatformSettings } from "@flash/control-plane/state";
import * as z from "zod";
import type { StreamClocks } from "../context.ts";
import { ApiKey } from "./api-keys.ts";

const Milliseconds = z.coerce.number().int().positive();

const ApiSettings = PlatformSettings.extend({
  /** Beside those in the bucket, for platforms that are set up by their environment. */
  FLASH_API_KEYS: jsonSetting(z.array(ApiKey)).default([]),
  /** Between two looks of a stream at S3. */
  FLASH_STREAM_POLL_MS: Milliseconds.default(1_000),
  /** Life of one connection: every reader that has left unnoticed is paid for until then. */
  FLASH_STREAM_MAX_MS: Milliseconds.max(55_000).default(50_000),
});

/** What an API function is told by its environment. */
export interface ApiConfig {
  readonly bucket: string;
  readonly fleet: Fleet;
  readonly clocks: Clocks;
  readonly apiKeys: readonly ApiKey[];
  readonly streams: StreamClocks;
}

/** @throws ConfigurationError that names every faulty setting at once. */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): ApiConfig {
  const settings = parseSettings(ApiSettings, env);
  return {
    bucket: settings.FLASH_BUCKET,
    fleet: settings.FLASH_FLEET,
    clocks: settings.FLASH_CLOCKS,
    apiKeys: settings.FLASH_API_KEYS,
    streams: { pollMs: settings.FLASH_STREAM_POLL_MS, maxMs: settings.FLASH_STREAM_MAX_MS },
  };
}
