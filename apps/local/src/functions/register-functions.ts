import type { Clocks, Fleet } from "@flash/control-plane";
import type { FunctionHost, Identity } from "@flash/local-aws";
import type { DatasetLimits } from "@flash/schemas";
import type { BuiltFunctions } from "./built-functions.ts";
import type { Identities } from "../identities.ts";
import { BUCKET, FUNCTION_TIMEOUT_MS, STACK } from "../local-setup.ts";

export interface FunctionSurroundings {
  readonly built: BuiltFunctions;
  readonly identities: Identities;
  readonly s3Url: string;
  readonly ec2Url: string;
  readonly fleet: Fleet;
  readonly clocks: Clocks;
  readonly limits: DatasetLimits;
  /** JSON, as the API's environment wants it. */
  readonly apiKeys: string;
  readonly streams?: StreamTimes | undefined;
}

/** How long the function lives that streams, and how long before its end a validation hands on. Milliseconds. */
export interface StreamTimes {
  readonly timeoutMs: number;
  readonly marginMs: number;
}

/** A validation goes on when its reader has left: the longest that Lambda allows, less what is kept for handing on. */
const STREAM_TIMES: StreamTimes = { timeoutMs: 900_000, marginMs: 60_000 };

/** Registers the handlers of the platform, unmodified, each with its own environment and credentials. */
export function registerFunctions(host: FunctionHost, around: FunctionSurroundings): void {
  const { built, identities, s3Url, ec2Url, fleet, clocks, limits, apiKeys, streams = STREAM_TIMES } = around;
  const platform = {
    FLASH_BUCKET: BUCKET,
    FLASH_FLEET: JSON.stringify(fleet),
    FLASH_CLOCKS: JSON.stringify(clocks),
    AWS_ENDPOINT_URL_S3: s3Url,
  };
  const { functions } = identities;
  const api = { ...platform, FLASH_API_KEYS: apiKeys, ...limitsOf(limits) };
  const buffered = { ...api, ...credentials(functions.api) };
  host.register({ name: "api", entry: built.api, env: buffered, timeoutMs: 30_000 });
  // Looking every quarter of a second costs nothing here and shows every step of a short training.
  const times = { FLASH_STREAM_POLL_MS: "250", FLASH_VALIDATION_MARGIN_MS: String(streams.marginMs) };
  const stream = { ...api, ...credentials(functions["api-stream"]), ...times };
  host.register({ name: "api-stream", entry: built["api-stream"], env: stream, timeoutMs: streams.timeoutMs });
  for (const name of ["start", "stop", "sweep"] as const) {
    const env = { ...platform, ...credentials(functions[name]), AWS_ENDPOINT_URL_EC2: ec2Url, FLASH_STACK: STACK };
    host.register({ name, entry: built[name], env, timeoutMs: FUNCTION_TIMEOUT_MS, maxConcurrency: 2 });
  }
}

/** As the stack does it: where none are changed, functions need not load what checks them. */
const limitsOf = (limits: DatasetLimits): Record<string, string> =>
  Object.keys(limits).length === 0 ? {} : { FLASH_LIMITS: JSON.stringify(limits) };

export const credentials = ({ accessKeyId, secretAccessKey, sessionToken }: Identity): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
});
