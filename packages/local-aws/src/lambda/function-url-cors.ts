/**
 * CORS of a Function URL. Lambda answers preflights itself and adds the headers to every answer; a handler that sets them
 * too doubles them, which browsers refuse.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Cors.html
 */
export interface UrlCors {
  /** Exact origins, or `*`. */
  readonly allowOrigins: readonly string[];
  /** `GET`, `PUT`, …, or `*`; at most 6 letters each, so `OPTIONS` is not among them. */
  readonly allowMethods: readonly string[];
  readonly allowHeaders?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  readonly allowCredentials?: boolean;
  /** How long a browser may keep a preflight's answer, in seconds, up to a day. */
  readonly maxAgeSeconds?: number;
}

const MAX_METHOD_LETTERS = 6;
const MAX_AGE_SECONDS = 86_400;

/** @throws Error for what AWS refuses to deploy. */
export function checkCors({ allowMethods, maxAgeSeconds = 0 }: UrlCors): void {
  for (const method of allowMethods)
    if (method.length > MAX_METHOD_LETTERS)
      throw new Error(
        `CORS method ${method} is longer than ${MAX_METHOD_LETTERS} letters: Lambda answers OPTIONS itself.`,
      );
  if (maxAgeSeconds < 0 || maxAgeSeconds > MAX_AGE_SECONDS)
    throw new Error(`CORS maxAgeSeconds is ${maxAgeSeconds}: it must be from 0 to ${MAX_AGE_SECONDS}.`);
}

/** What an answer to `origin` carries besides the handler's own headers; nothing for a foreign origin. */
export function corsHeaders(cors: UrlCors, origin: string | undefined): Record<string, string> {
  if (origin === undefined || !allows(cors.allowOrigins, origin)) return {};
  const anyOrigin = cors.allowOrigins.includes("*") && !cors.allowCredentials;
  return {
    "access-control-allow-origin": anyOrigin ? "*" : origin,
    vary: "Origin",
    ...(cors.allowCredentials ? { "access-control-allow-credentials": "true" } : {}),
    ...listed("access-control-expose-headers", cors.exposeHeaders),
  };
}

/** The headers of a preflight's answer; only those of {@link corsHeaders} when the method is not allowed. */
export function preflightHeaders(cors: UrlCors, origin: string | undefined, method: string): Record<string, string> {
  const headers = corsHeaders(cors, origin);
  if (headers["access-control-allow-origin"] === undefined || !allows(cors.allowMethods, method)) return headers;
  return {
    ...headers,
    ...listed("access-control-allow-methods", cors.allowMethods),
    ...listed("access-control-allow-headers", cors.allowHeaders),
    ...(cors.maxAgeSeconds === undefined ? {} : { "access-control-max-age": String(cors.maxAgeSeconds) }),
  };
}

function allows(allowed: readonly string[], wanted: string): boolean {
  return allowed.some((entry) => entry === "*" || entry.toLowerCase() === wanted.toLowerCase());
}

function listed(name: string, values: readonly string[] = []): Record<string, string> {
  return values.length === 0 ? {} : { [name]: values.join(",") };
}
