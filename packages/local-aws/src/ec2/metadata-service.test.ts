import { afterAll, expect, test } from "vitest";
import type { Identity } from "../identity.ts";
import { startMetadataService } from "./metadata-service.ts";

const NOON = Date.UTC(2026, 10, 26, 12);
let now = NOON;
let role: Identity = { name: "trainer", accessKeyId: "ASIA1", secretAccessKey: "s1", sessionToken: "t1" };
const service = await startMetadataService({ instanceId: "i-0a1b2c3d4e5f60718", role: () => role, now: () => now });
afterAll(() => service.close());

const CREDENTIALS = "/latest/meta-data/iam/security-credentials/";
const tokenFor = (headers: Record<string, string>) =>
  fetch(`${service.url}/latest/api/token`, { method: "PUT", headers });
const ask = async (path: string, token?: string): Promise<[number, string]> => {
  const headers = token === undefined ? {} : { "x-aws-ec2-metadata-token": token };
  const answer = await fetch(service.url + path, { headers });
  return [answer.status, await answer.text()];
};

test("nothing is told to who has no token, or one whose time is over", async () => {
  const answer = await tokenFor({ "x-aws-ec2-metadata-token-ttl-seconds": "60" });
  const token = await answer.text();
  expect(await ask("/latest/meta-data/instance-id")).toEqual([401, ""]);
  expect(await ask("/latest/meta-data/instance-id", "guessed")).toEqual([401, ""]);
  expect(await ask("/latest/meta-data/instance-id", token)).toEqual([200, "i-0a1b2c3d4e5f60718"]);
  now = NOON + 60_000;
  expect(await ask("/latest/meta-data/instance-id", token)).toEqual([401, ""]);
  now = NOON;
});

test("a token lives for one second to six hours, and is given to nobody behind a proxy", async () => {
  const statusFor = async (headers: Record<string, string>): Promise<number> => (await tokenFor(headers)).status;
  for (const seconds of ["0", "21601", "1.5", ""])
    expect(await statusFor({ "x-aws-ec2-metadata-token-ttl-seconds": seconds })).toBe(400);
  expect(await statusFor({})).toBe(400);
  const ttl = { "x-aws-ec2-metadata-token-ttl-seconds": "21600" };
  expect(await statusFor({ ...ttl, "x-forwarded-for": "10.0.0.1" })).toBe(403);
  expect(await statusFor(ttl)).toBe(200);
});

test("the role's credentials are those of now, and say when they end", async () => {
  const token = await (await tokenFor({ "x-aws-ec2-metadata-token-ttl-seconds": "60" })).text();
  expect(await ask(CREDENTIALS, token)).toEqual([200, "trainer"]);
  const given = async (): Promise<unknown> => JSON.parse((await ask(`${CREDENTIALS}trainer`, token))[1]);
  const first = { AccessKeyId: "ASIA1", SecretAccessKey: "s1", Token: "t1", Expiration: "2026-11-26T18:00:00Z" };
  expect(await given()).toMatchObject({ Code: "Success", Type: "AWS-HMAC", ...first });
  role = { ...role, accessKeyId: "ASIA2", expiresAt: NOON + 1_500 };
  expect(await given()).toMatchObject({ AccessKeyId: "ASIA2", Expiration: "2026-11-26T12:00:01Z" });
  expect(await ask(`${CREDENTIALS}another`, token)).toEqual([404, ""]);
  expect(await ask("/latest/meta-data/spot/instance-action", token)).toEqual([404, ""]);
});
