import type { FieldFault } from "@flash/schemas";
import { flashError } from "./error/flash-error.ts";
import { accountOf } from "./transport/account.ts";
import type { Endpoint } from "./transport/endpoint.ts";
import type { LoadParquetReader } from "./upload/parquet-reader.ts";
import { surroundings } from "./transport/runtime.ts";
import type { Runtime } from "./transport/runtime.ts";

/**
 * How requests prove who sends them: in the `authorization` header and nowhere else.
 *
 * @example
 * ```ts
 * const credentials: Credentials = { getToken: async ({ refused }) => (refused ? "a new token" : "a token") };
 * ```
 */
export type Credentials =
  | { /** A key of this platform. */ readonly apiKey: string; readonly getToken?: undefined }
  | {
      readonly apiKey?: undefined;
      /**
       * Called for each request: keep what is still good. Called once more when the platform has refused its answer; `refused`
       * is true then.
       */
      readonly getToken: (last: { readonly refused: boolean }) => string | Promise<string>;
    };

/**
 * What `createFlash` takes: where the platform is, and who calls.
 *
 * @example
 * ```ts
 * const options: FlashOptions = { url: "https://flash.example.com", apiKey };
 * const client = createFlash(options);
 * ```
 */
export type FlashOptions = PlatformOptions & Credentials;

/**
 * Where a platform is, and how patiently it is called.
 *
 * @example
 * ```ts
 * const patient: PlatformOptions = { url: "https://flash.example.com", timeoutMs: 60_000, retries: 5 };
 * const client = createFlash({ ...patient, apiKey });
 * ```
 */
export interface PlatformOptions {
  /** Where the API answers, for example the Function URL that `npm run deploy` prints. In a page also relative to it. */
  readonly url: string | URL;
  /** Where subscriptions answer, if a function of its own serves them; `url` by default. */
  readonly streamUrl?: string | URL | undefined;
  /** Takes the place of the global `fetch`. */
  readonly fetch?: typeof fetch | undefined;
  /** Milliseconds for one answer, more than 0; 30,000 by default. Uploads and streams are only bounded in their silence. */
  readonly timeoutMs?: number | undefined;
  /**
   * `() => import("@flash/sdk/parquet")`: with it Parquet files are checked and mended on this computer, as all others are. Without it
   * their uploads are left to the check of the platform, which reads them in any case.
   */
  readonly parquet?: LoadParquetReader | undefined;
  /** How often a call that is safe to repeat is sent again, 0 to 10; 3 by default. What belongs to an upload four times as often. */
  readonly retries?: number | undefined;
  /**
   * Names whose answers these are, for caches such as that of the React hooks: clients of one account share what was read, those of others
   * see nothing of it. By default it follows from address and `apiKey`; with `getToken` each client is an account of its own. Name
   * it where a new key is the same person's, or where a server has rendered the page with another credential.
   */
  readonly account?: string | undefined;
}

const TIMEOUT_MS = 30_000;
const RETRIES = 3;
const ADDRESS = "an http(s) address without user, query and fragment";

/**
 * @param runtime - replaces the surroundings, clock and chance among them; for tests.
 * @throws FlashError `options_invalid`, naming each option that cannot be used.
 */
export function endpointOf(options: FlashOptions, runtime: Runtime = surroundings(options.fetch)): Endpoint {
  const { apiKey, getToken, timeoutMs = TIMEOUT_MS, retries = RETRIES } = options;
  const url = baseUrl(options.url);
  const streamUrl = baseUrl(options.streamUrl ?? options.url);
  const checks: [isFine: boolean, path: string, message: string][] = [
    [url !== null, "url", ADDRESS],
    [streamUrl !== null, "streamUrl", ADDRESS],
    [getToken !== undefined || isHeaderSafe(apiKey), "apiKey", "a key without spaces"],
    [timeoutMs > 0 && timeoutMs < 2 ** 31, "timeoutMs", "above 0, below 2^31"],
    [Number.isInteger(retries) && retries >= 0 && retries <= 10, "retries", "0 to 10"],
  ];
  const faults = checks.flatMap(([isFine, path, message]): FieldFault[] => (isFine ? [] : [{ path, message }]));
  if (url === null || streamUrl === null || faults.length > 0) throw flashError({ code: "options_invalid", faults });
  const token = getToken === undefined ? () => apiKey ?? "" : askedToken(getToken);
  const account = options.account ?? accountOf(url, apiKey);
  return { url, streamUrl, token, renewsToken: getToken !== undefined, account, timeoutMs, retries, runtime };
}

/** Other characters cannot stand in a header: fetch would refuse them with words that do not name the key. */
const isHeaderSafe = (key: string | undefined): boolean => key !== undefined && /^[\x21-\x7e]+$/u.test(key);

const askedToken =
  (getToken: NonNullable<FlashOptions["getToken"]>): Endpoint["token"] =>
  async (last) => {
    try {
      const token = await getToken(last);
      if (isHeaderSafe(token)) return token;
      throw new TypeError("a token without spaces is needed");
    } catch (error) {
      throw flashError({ code: "unauthorized" }, { cause: error });
    }
  };

/** Without a slash at the end; null when it is no address that procedures could be appended to. */
function baseUrl(address: string | URL): string | null {
  if (!URL.canParse(address, globalThis.location?.href)) return null;
  const url = new URL(address, globalThis.location?.href);
  if (!/^https?:$/u.test(url.protocol) || url.href !== url.origin + url.pathname) return null;
  return url.href.replace(/\/+$/u, "");
}
