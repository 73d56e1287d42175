import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { OidcIssuer } from "./issuer.ts";
import { tokenVerifier } from "./token-verifier.ts";

const MINUTE_S = 60;
const keys = await generateKeyPair("ES256");
const others = await generateKeyPair("ES256");

/** An issuer as Cognito and others are: discovery, and public keys. */
const asked: string[] = [];
const down = new Set<string>();
let issuer = "";
const server = createServer((request, response) => {
  asked.push(request.url ?? "");
  const send = async (): Promise<unknown> =>
    request.url === "/keys"
      ? { keys: [{ ...(await exportJWK(keys.publicKey)), kid: "first", alg: "ES256", use: "sig" }] }
      : { issuer, jwks_uri: `${issuer}/keys` };
  if (down.has(request.url ?? "")) response.writeHead(503).end();
  else void send().then((body) => response.end(JSON.stringify(body)));
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

/** Asked anew each time: some tests have but ten seconds. */
const nowS = (): number => Math.floor(Date.now() / 1_000);

interface Terms {
  readonly claims?: JWTPayload;
  readonly from?: string;
  readonly audience?: string;
  readonly endsInS?: number;
  readonly key?: CryptoKey | Uint8Array;
  readonly header?: { readonly alg: string; readonly kid?: string };
}

const token = ({ claims = {}, from = issuer, audience = "flash", endsInS = MINUTE_S, key, header }: Terms = {}) =>
  new SignJWT({ sub: "ann", ...claims })
    .setProtectedHeader(header ?? { alg: "ES256", kid: "first" })
    .setIssuer(from)
    .setAudience(audience)
    .setIssuedAt(nowS() - 2 * 3_600)
    .setExpirationTime(nowS() + endsInS)
    .sign(key ?? keys.privateKey);

function verifier(settings: object = {}) {
  const logged: object[] = [];
  const parsed = OidcIssuer.parse({ name: "idp", issuer, audience: ["flash"], ...settings });
  return { logged, callerOf: tokenVerifier([parsed], (entry) => void logged.push(entry)) };
}

test("a token stands for its subject; the issuer is asked for its keys once", async () => {
  const { callerOf } = verifier();
  asked.length = 0;
  const callers = await Promise.all(
    [token(), token({ claims: { sub: "bob" } })].map(async (one) => callerOf(await one)),
  );
  expect(callers).toEqual([
    { owner: "idp.ann", admin: false },
    { owner: "idp.bob", admin: false },
  ]);
  await callerOf(await token());
  expect(asked).toEqual(["/.well-known/openid-configuration", "/keys"]);
});

test("a clock that is a minute off is forgiven, more is not", async () => {
  const { callerOf } = verifier();
  expect(await callerOf(await token({ endsInS: -50 }))).not.toBeNull();
  expect(await callerOf(await token({ endsInS: -70 }))).toBeNull();
  const early = (inS: number) => token({ claims: { nbf: nowS() + inS } });
  expect(await callerOf(await early(50))).not.toBeNull();
  expect(await callerOf(await early(90))).toBeNull();
});

test.each<[string, () => Promise<string>]>([
  ["meant for somebody else", () => token({ audience: "another-app" })],
  ["of an issuer that nobody configured", () => token({ from: "https://evil.example" })],
  ["signed with another key", () => token({ key: others.privateKey })],
  ["of a key that the issuer does not have", () => token({ header: { alg: "ES256", kid: "second" } })],
  [
    "signed with the public key as a shared secret",
    async () =>
      token({
        header: { alg: "HS256" },
        key: new TextEncoder().encode(JSON.stringify(await exportJWK(keys.publicKey))),
      }),
  ],
  [
    "not signed at all",
    async () =>
      new UnsecuredJWT({ sub: "ann" }).setIssuer(issuer).setAudience("flash").setExpirationTime("1h").encode(),
  ],
  [
    "without an end",
    () =>
      new SignJWT({ sub: "ann" })
        .setProtectedHeader({ alg: "ES256", kid: "first" })
        .setIssuer(issuer)
        .setAudience("flash")
        .sign(keys.privateKey),
  ],
  [
    "whose claims were changed",
    async () => {
      const [head, , signature] = (await token()).split(".");
      const forged = { sub: "root", iss: issuer, aud: "flash", exp: nowS() + MINUTE_S };
      return `${head}.${Buffer.from(JSON.stringify(forged)).toString("base64url")}.${signature}`;
    },
  ],
  ["that is none", async () => "not.a.token"],
])("a token %s stands for nobody, and is not logged", async (_, make) => {
  const { callerOf, logged } = verifier();
  const made = await make();
  expect(await callerOf(made)).toBeNull();
  expect(JSON.stringify(logged)).not.toContain(made.split(".")[1]);
});

test("Cognito's access tokens say in client_id for whom they are", async () => {
  const { callerOf } = verifier({ audienceClaim: "client_id" });
  expect(await callerOf(await token({ claims: { client_id: "flash" } }))).not.toBeNull();
  expect(await callerOf(await token({ claims: { client_id: "another-app" } }))).toBeNull();
  expect(await callerOf(await token())).toBeNull();
});

test("an issuer that cannot be reached is an outage and no refusal, and is asked again by the next caller", async () => {
  const { callerOf } = verifier();
  down.add("/.well-known/openid-configuration");
  await expect(callerOf(await token())).rejects.toThrow("answers 503");
  down.clear();
  expect(await callerOf(await token())).not.toBeNull();
});

test("addresses are https, but on this machine", () => {
  const parse = (address: string) =>
    OidcIssuer.safeParse({ name: "idp", issuer: address, audience: ["flash"] }).success;
  expect(parse("https://idp.example/pool")).toBe(true);
  expect(parse("http://127.0.0.1:4000")).toBe(true);
  expect(parse("http://idp.example")).toBe(false);
  expect(parse("http://localhost.evil.example")).toBe(false);
});
