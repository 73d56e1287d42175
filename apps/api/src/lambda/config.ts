import { type Clocks, type Fleet, jsonSetting, parseSettings, PlatformSettings, Quotas } from "@flash/control-plane";
import { type S3Access, s3AccessIn } from "@flash/aws/light";
import type { DatasetLimits } from "@flash/schemas";
import * as z from "zod";
import type { StreamClocks } from "../context.ts";
import { ApiKey } from "./api-keys.ts";
import { OidcIssuer } from "./oidc/issuer.ts";
import { RateLimit } from "./token-buckets.ts";

const Milliseconds = z.coerce.number().int().positive();

const ApiSettings = PlatformSettings.extend({
  /** Beside those in the bucket, for platforms that are set up by their environment. */
  FLASH_API_KEYS: jsonSetting(z.array(ApiKey)).default([]),
  /** Whose tokens are taken beside keys; nobody's by default. */
  FLASH_OIDC: jsonSetting(z.array(OidcIssuer)).default([]),
  FLASH_QUOTAS: jsonSetting(Quotas).default(Quotas.parse({})),
  /** What the front door sends along; without it everybody calls the function's own address. */
  FLASH_ORIGIN_SECRET: z.string().min(32).optional(),
  /** In each container, for each key. */
  FLASH_RATE_LIMIT: jsonSetting(RateLimit).default({ perSecond: 50, burst: 200 }),
  /** The platform's name on its metrics. */
  FLASH_STACK: z.string().min(1).default("flash"),
  /** Between two looks of a stream at S3. */
  FLASH_STREAM_POLL_MS: Milliseconds.default(1_000),
  /** Life of one connection: every reader that has left unnoticed is paid for until then. */
  FLASH_STREAM_MAX_MS: Milliseconds.max(55_000).default(50_000),
  /**
   * So long before its function's end a validation stops, for others to go on. In it must fit what cannot be interrupted (a row group
   * of Parquet, an image) and writing down where it stopped, some 25 MB at most.
   */
  FLASH_VALIDATION_MARGIN_MS: Milliseconds.default(60_000),
});

/** What an API function is told by its environment. */
export interface ApiConfig {
  readonly bucket: string;
  /** null: the AWS SDK is to find it out. */
  readonly s3: S3Access | null;
  readonly fleet: Fleet;
  readonly clocks: Clocks;
  readonly apiKeys: readonly ApiKey[];
  readonly issuers: readonly OidcIssuer[];
  readonly limits: DatasetLimits;
  /** null: there is no front door. */
  readonly originSecret: string | null;
  readonly quotas: Quotas;
  readonly rateLimit: RateLimit;
  readonly stack: string;
  readonly streams: StreamClocks;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What knows the limits knows every task type: it is loaded, for 30 ms, only where a deployment has changed some. */
async function limitsSetting(env: Environment): Promise<z.ZodType<DatasetLimits>> {
  if (env["FLASH_LIMITS"] === undefined) return z.object({}).default({});
  return jsonSetting((await import("./dataset-limits.ts")).DatasetLimits);
}

/** @throws ConfigurationError that names every faulty setting at once. */
export async function loadConfig(env: Environment): Promise<ApiConfig> {
  const settings = parseSettings(ApiSettings.extend({ FLASH_LIMITS: await limitsSetting(env) }), env);
  return {
    bucket: settings.FLASH_BUCKET,
    s3: s3AccessIn(env),
    fleet: settings.FLASH_FLEET,
    clocks: settings.FLASH_CLOCKS,
    apiKeys: settings.FLASH_API_KEYS,
    issuers: settings.FLASH_OIDC,
    limits: settings.FLASH_LIMITS,
    originSecret: settings.FLASH_ORIGIN_SECRET ?? null,
    quotas: settings.FLASH_QUOTAS,
    rateLimit: settings.FLASH_RATE_LIMIT,
    stack: settings.FLASH_STACK,
    streams: {
      pollMs: settings.FLASH_STREAM_POLL_MS,
      maxMs: settings.FLASH_STREAM_MAX_MS,
      handOnMs: settings.FLASH_VALIDATION_MARGIN_MS,
    },
  };
}
