import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** One function of the local Lambda. */
export interface FunctionSetting {
  readonly name: string;
  /** The handler's module, JavaScript or TypeScript source: a path or a `file:` URL. */
  readonly entry: string | URL;
  /** Name of the module's export. Default `handler`. */
  readonly handler?: string;
  /** The function's own environment, its credentials among it: nothing of this process's environment is added. */
  readonly env: Readonly<Record<string, string>>;
  /** An invocation that takes longer is ended, its sandbox with it. Milliseconds, up to Lambda's 15 minutes. */
  readonly timeoutMs: number;
  /** How many sandboxes there may be. Default 10, the quota of a new account. */
  readonly maxConcurrency?: number;
  /** Limit of the JavaScript heap. Default 1024. A handler that leaps over it, rather than growing, takes the platform along. */
  readonly memoryMb?: number;
}

const MAX_TIMEOUT_MS = 15 * 60_000;
export const DEFAULT_MAX_CONCURRENCY = 10;
export const DEFAULT_MEMORY_MB = 1024;

/** @throws Error naming the setting that AWS would refuse. */
export function checkSetting({ name, timeoutMs, maxConcurrency = 1, memoryMb = 128 }: FunctionSetting): void {
  if (!/^[\w-]{1,64}$/.test(name)) throw new Error(`"${name}" is no function name: 1 to 64 letters, digits, - and _.`);
  if (!(timeoutMs > 0 && timeoutMs <= MAX_TIMEOUT_MS))
    throw new Error(`timeoutMs of ${name} is ${timeoutMs}: it must be above 0 and at most ${MAX_TIMEOUT_MS}.`);
  if (!(Number.isInteger(maxConcurrency) && maxConcurrency >= 1))
    throw new Error(`maxConcurrency of ${name} is ${maxConcurrency}: it must be a whole number from 1.`);
  if (!(memoryMb >= 128 && memoryMb <= 10_240))
    throw new Error(`memoryMb of ${name} is ${memoryMb}: it must be from 128 to 10240.`);
}

export function entryUrl(entry: string | URL): string {
  if (entry instanceof URL) return entry.href;
  return entry.startsWith("file:") ? entry : pathToFileURL(resolve(entry)).href;
}

/**
 * A function's environment: Lambda's reserved variables and the function's own. The developer's AWS profile is kept out of
 * it, so that a function without credentials fails here as there, instead of reaching the real cloud.
 */
export function sandboxEnv(setting: FunctionSetting, region: string): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    LANG: "en_US.UTF-8",
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_LAMBDA_FUNCTION_NAME: setting.name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(setting.memoryMb ?? DEFAULT_MEMORY_MB),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${setting.name}`,
    AWS_CONFIG_FILE: "/nonexistent/config",
    AWS_SHARED_CREDENTIALS_FILE: "/nonexistent/credentials",
    AWS_EC2_METADATA_DISABLED: "true",
    ...setting.env,
  };
}
