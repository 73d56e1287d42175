import { expect, test } from "vitest";
import { ALPHA, ec2Fixture } from "../ec2/ec2-fixture.ts";
import type { Identity } from "../identity.ts";
import { hostFixture } from "./host-fixture.ts";

const entry = new URL("./fixtures/stop-instance.ts", import.meta.url);
const reader: Identity = {
  accessKeyId: "AKIAREADER",
  secretAccessKey: "reader-secret",
  name: "reader",
  allow: [{ actions: ["ec2:Describe*"], resources: ["*"] }],
};
const operator: Identity = { accessKeyId: "AKIAOPERATOR", secretAccessKey: "operator-secret", name: "operator" };

test("each function calls EC2 with its own credentials and may do no more than they allow", async () => {
  const { ec2, ...cloud } = await ec2Fixture({ identities: [reader, operator] });
  const { host, ...lambda } = hostFixture();
  for (const { name, accessKeyId, secretAccessKey } of [reader, operator]) {
    const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
    host.register({ name, entry, env: { AWS_ENDPOINT_URL_EC2: ec2.url, ...keys }, timeoutMs: 15_000 });
  }
  host.register({ name: "nobody", entry, env: { AWS_ENDPOINT_URL_EC2: ec2.url }, timeoutMs: 15_000 });
  const event = { instanceId: ALPHA };
  expect(await host.invoke("reader", event)).toEqual(["done", "UnauthorizedOperation"]);
  expect(await host.invoke("operator", event)).toEqual(["done", "done"]);
  expect(await host.invoke("nobody", event)).toEqual(["CredentialsProviderError", "CredentialsProviderError"]);
  expect(ec2.calls.map((call) => call.caller)).toEqual(["reader", "reader", "operator", "operator"]);
  await Promise.all([lambda.end(), cloud.end()]);
});
