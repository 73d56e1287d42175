/** Whom S3 knows a function as, and where S3 is. Holds secrets: never to be logged. */
export interface S3Access {
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Goes with credentials that end, as a role's do. */
  readonly sessionToken: string | null;
  /** An S3 elsewhere than at AWS, such as `http://127.0.0.1:9000`. */
  readonly endpoint: URL | null;
}

/** Regions whose S3 is at `amazonaws.com`. */
const COMMON_REGION = /^(?:af|ap|ca|eu|il|me|mx|sa|us)-[a-z]+-\d+$/u;
const IP_ADDRESS = /^\d+\.\d+\.\d+\.\d+$/u;

/** Each changes where S3 is found or how it is spoken to; the SDK knows how. */
const LEFT_TO_SDK = ["AWS_ENDPOINT_URL", "AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"];

/**
 * What Lambda tells every function in its environment.
 *
 * @returns null where only the AWS SDK knows what to do: credentials in a profile, a region of another partition, an
 * endpoint with buckets in its host name.
 */
export function s3AccessIn(env: Readonly<Record<string, string | undefined>>): S3Access | null {
  const { AWS_REGION: region, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (region === undefined || !COMMON_REGION.test(region)) return null;
  if (accessKeyId === undefined || secretAccessKey === undefined) return null;
  if (LEFT_TO_SDK.some((name) => env[name] !== undefined)) return null;
  const endpoint = endpointIn(env["AWS_ENDPOINT_URL_S3"]);
  if (endpoint === undefined) return null;
  return { region, accessKeyId, secretAccessKey, sessionToken: env["AWS_SESSION_TOKEN"] ?? null, endpoint };
}

/** undefined: one that this client does not serve. */
function endpointIn(text: string | undefined): URL | null | undefined {
  if (text === undefined) return null;
  const url = URL.parse(text);
  return url !== null && IP_ADDRESS.test(url.hostname) && url.pathname === "/" ? url : undefined;
}

/** The key's own address, without a query: what is signed and what is asked. */
export interface ObjectAddress {
  readonly origin: string;
  readonly host: string;
  /** Percent-encoded, as it is signed. */
  readonly path: string;
}

/** @param key - empty: the bucket itself. */
export function addressOf({ region, endpoint }: S3Access, bucket: string, key: string): ObjectAddress {
  const path = `/${key.split("/").map(encodeRfc3986).join("/")}`;
  if (endpoint !== null) return { origin: endpoint.origin, host: endpoint.host, path: `/${bucket}${path}` };
  const s3 = `s3.${region}.amazonaws.com`;
  // A certificate for *.s3… covers no further dot.
  const isHost = !bucket.includes(".");
  const host = isHost ? `${bucket}.${s3}` : s3;
  return { origin: `https://${host}`, host, path: isHost ? path : `/${bucket}${path}` };
}

/** `encodeURIComponent` leaves `!'()*` alone, SigV4 does not. */
export const encodeRfc3986 = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
