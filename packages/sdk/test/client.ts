import { flashOf } from "../src/create-flash.ts";
import type { FlashError } from "../src/error/flash-error.ts";
import { isFlashError } from "../src/error/flash-error.ts";
import type { Flash } from "../src/flash.ts";
import { endpointOf } from "../src/options.ts";
import type { Credentials, PlatformOptions } from "../src/options.ts";
import type { Endpoint } from "../src/transport/endpoint.ts";
import { refuseAborted } from "../src/transport/runtime.ts";

export const API_KEY = "flash_test_key";

/** The client, with waits that take no time and are written down, in milliseconds. Chance is always one half. */
export function testEndpoint(
  options: PlatformOptions & { apiKey?: string; getToken?: NonNullable<Credentials["getToken"]> },
): {
  endpoint: Endpoint;
  pausesMs: number[];
} {
  const { apiKey = API_KEY, getToken, ...platform } = options;
  const pausesMs: number[] = [];
  const endpoint = endpointOf(
    { ...platform, ...(getToken === undefined ? { apiKey } : { getToken }) },
    {
      fetch: platform.fetch ?? fetch,
      now: Date.now,
      random: () => 0.5,
      pause: async (ms, signal) => {
        refuseAborted(signal);
        pausesMs.push(ms);
      },
    },
  );
  return { endpoint, pausesMs };
}

export function testFlash(options: Parameters<typeof testEndpoint>[0]): { flash: Flash; pausesMs: number[] } {
  const { endpoint, pausesMs } = testEndpoint(options);
  return { flash: flashOf(endpoint, options.parquet), pausesMs };
}

/** What the call was refused with. @throws when it was not, or with something else than a FlashError. */
export async function errorOf(answer: Promise<unknown>): Promise<FlashError> {
  const error: unknown = await answer.then(
    () => new Error("the call succeeded"),
    (caught: unknown) => caught,
  );
  if (isFlashError(error)) return error;
  throw error;
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
