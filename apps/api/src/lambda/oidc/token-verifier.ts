import { createRemoteJWKSet, decodeJwt, errors, jwtVerify } from "jose";
import * as z from "zod";
import type { Caller } from "../../context.ts";
import type { Log } from "../log.ts";
import { callerOfClaims } from "./caller-of-claims.ts";
import type { OidcIssuer } from "./issuer.ts";

/** Whom a token stands for; null: nobody. @throws Error when its issuer's keys cannot be had. */
export type TokenVerifier = (token: string) => Promise<Caller | null>;

/** Only what a public key verifies: with a shared secret, whoever can verify could also sign. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];

const TIMEOUT_MS = 3_000;
/** Keys are taken as they were for so long; a key that is not among them is looked for at once, but not more often than {@link COOLDOWN_MS}. */
const CACHE_MS = 600_000;
const COOLDOWN_MS = 30_000;

/** What is wrong with the token. Everything else that jose throws is an issuer that cannot be reached, or answers nonsense. */
const TOKENS_FAULTS: ReadonlySet<string> = new Set([
  errors.JOSEAlgNotAllowed.code,
  errors.JOSENotSupported.code,
  errors.JWKSMultipleMatchingKeys.code,
  errors.JWKSNoMatchingKey.code,
  errors.JWSInvalid.code,
  errors.JWSSignatureVerificationFailed.code,
  errors.JWTClaimValidationFailed.code,
  errors.JWTExpired.code,
  errors.JWTInvalid.code,
]);

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });

type Keys = ReturnType<typeof createRemoteJWKSet>;

/** @param log - is told why a token was refused, never the token. */
export function tokenVerifier(issuers: readonly OidcIssuer[], log: Log): TokenVerifier {
  const keysOf = new Map(issuers.map((issuer) => [issuer.issuer, rememberSuccess(() => findKeys(issuer))]));
  return async (token) => {
    const issuer = issuers.find(({ issuer: name }) => name === issuerIn(token));
    const keys = issuer === undefined ? undefined : keysOf.get(issuer.issuer);
    if (issuer === undefined || keys === undefined) return null;
    try {
      const { payload } = await verify(token, issuer, await keys());
      return callerOfClaims(issuer, payload);
    } catch (error) {
      if (!(error instanceof errors.JOSEError) || !TOKENS_FAULTS.has(error.code)) throw error;
      log({ level: "info", event: "token_refused", issuer: issuer.name, why: error.code });
      return null;
    }
  };
}

/** As the token says: only to choose the keys, with which it is then verified. */
function issuerIn(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

async function verify(token: string, { issuer, audience, audienceClaim, clockSkewS }: OidcIssuer, keys: Keys) {
  const isAud = audienceClaim === "aud";
  const verified = await jwtVerify(token, keys, {
    issuer,
    algorithms: ALGORITHMS,
    clockTolerance: clockSkewS,
    requiredClaims: ["exp", "sub", audienceClaim],
    ...(isAud ? { audience } : {}),
  });
  const { client_id: client } = verified.payload;
  if (isAud || (typeof client === "string" && audience.includes(client))) return verified;
  throw new errors.JWTClaimValidationFailed("unexpected client_id", verified.payload, "client_id", "check_failed");
}

async function findKeys(issuer: OidcIssuer): Promise<Keys> {
  const address = issuer.jwksUri ?? (await discover(issuer));
  return createRemoteJWKSet(new URL(address), {
    timeoutDuration: TIMEOUT_MS,
    cacheMaxAge: CACHE_MS,
    cooldownDuration: COOLDOWN_MS,
  });
}

/** @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationResponse */
async function discover({ issuer }: OidcIssuer): Promise<string> {
  const address = `${issuer.replace(/\/$/u, "")}/.well-known/openid-configuration`;
  const answer = await fetch(address, { redirect: "error", signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!answer.ok) throw new Error(`${address} answers ${answer.status}`);
  const found = Discovery.parse(await answer.json());
  if (found.issuer !== issuer) throw new Error(`${address} speaks of another issuer: ${found.issuer}`);
  return found.jwks_uri;
}

/** One look for all that ask at once; a look that failed is made again by the next who asks. */
function rememberSuccess<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
