import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEc2 } from "@flash/local-aws";
import { afterEach, expect, test } from "vitest";
import { signedCall } from "./signed-call.ts";

const toClose: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).toReversed()) await close();
});

const CALLER = { name: "caller", accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" };

async function describeInstances(credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) {
  const dataFolder = await mkdtemp(join(tmpdir(), "flash-signed-"));
  const ec2 = await startEc2({ dataFolder, region: "eu-central-1", identities: [CALLER], instances: [] });
  toClose.push(
    () => rm(dataFolder, { recursive: true }),
    () => ec2.close(),
  );
  return signedCall({
    service: "ec2",
    region: "eu-central-1",
    credentials,
    method: "POST",
    url: `${ec2.url}/`,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "Action=DescribeInstances&Version=2016-11-15",
  });
}

test("a request is signed as AWS checks it", async () => {
  expect((await describeInstances(CALLER)).status).toBe(200);
  expect((await describeInstances({ ...CALLER, secretAccessKey: "guessed" })).status).toBe(401);
});

test("JSON is read, and the token of temporary credentials is sent", async () => {
  const server = createServer((request, response) => {
    response.end(JSON.stringify({ token: request.headers["x-amz-security-token"] }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  toClose.push(() => server.close());
  const address = server.address();
  const port = typeof address === "object" ? address?.port : null;
  const credentials = { ...CALLER, sessionToken: "temporary" };
  const call = { service: "lambda", region: "eu-central-1", credentials, method: "GET" } as const;
  expect(await signedCall({ ...call, url: `http://127.0.0.1:${port}/2016-08-19/account-settings/` })).toEqual({
    status: 200,
    at: expect.any(Date) as Date,
    body: { token: "temporary" },
  });
});
