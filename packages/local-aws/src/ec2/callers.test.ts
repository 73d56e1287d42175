import { DescribeInstancesCommand, EC2Client, StartInstancesCommand, StopInstancesCommand } from "@aws-sdk/client-ec2";
import { afterAll, describe, expect, test } from "vitest";
import type { Identity } from "../identity.ts";
import { ADMIN, ALPHA, ec2Fixture } from "./ec2-fixture.ts";

const fixture = await ec2Fixture();
afterAll(() => fixture.end());

describe("permissions", () => {
  const fenced: Identity = {
    accessKeyId: "AKIAFENCED",
    secretAccessKey: "fenced-secret",
    name: "start-lambda",
    allow: [
      {
        actions: ["ec2:StartInstances"],
        resources: ["arn:aws:ec2:us-east-1:000000000000:instance/*"],
        conditions: { StringEquals: { "aws:ResourceTag/flash": "training" } },
      },
    ],
  };

  test("are those of the caller, fenced by the instance's tags", async () => {
    const other = await ec2Fixture({ identities: [fenced] }, {});
    const foreign = await ec2Fixture({ identities: [fenced] }, { tags: { flash: "no" } });
    const input = { InstanceIds: [ALPHA] };
    await other.clientOf(fenced).send(new StartInstancesCommand(input));
    const refused = { name: "UnauthorizedOperation", $metadata: { httpStatusCode: 403 } };
    await expect(other.clientOf(fenced).send(new StopInstancesCommand(input))).rejects.toMatchObject(refused);
    await expect(other.clientOf(fenced).send(new DescribeInstancesCommand({}))).rejects.toMatchObject(refused);
    await expect(foreign.clientOf(fenced).send(new StartInstancesCommand(input))).rejects.toMatchObject(refused);
    expect(foreign.ec2.state(ALPHA)).toBe("stopped");
    await Promise.all([other.end(), foreign.end()]);
  });

  test("need a signature: a wrong secret, an unknown key or none is an AuthFailure", async () => {
    const failure = { name: "AuthFailure", $metadata: { httpStatusCode: 401 } };
    const read = new DescribeInstancesCommand({});
    await expect(fixture.clientOf({ ...ADMIN, secretAccessKey: "x" }).send(read)).rejects.toMatchObject(failure);
    await expect(fixture.clientOf({ ...ADMIN, accessKeyId: "AKIAX" }).send(read)).rejects.toMatchObject(failure);
    const bare = await fetch(fixture.ec2.url, { method: "POST", body: "Action=DescribeInstances" });
    expect(bare.status).toBe(401);
  });

  // EC2 knows no ExpiredToken: aws/aws-sdk-go-v2 #1674, aws/aws-sdk-java #1443.
  test("end with temporary credentials, as RequestExpired", async () => {
    const role = { ...ADMIN, accessKeyId: "ASIAROLE", sessionToken: "session" };
    const [valid, over] = [
      { ...role, expiresAt: Date.now() + 60_000 },
      { ...role, accessKeyId: "ASIAOVER", expiresAt: Date.now() },
    ];
    const own = await ec2Fixture({ identities: [valid, over] });
    const read = new DescribeInstancesCommand({});
    expect((await own.clientOf(valid).send(read)).Reservations).toHaveLength(3);
    const expired = { name: "RequestExpired", $metadata: { httpStatusCode: 400 } };
    await expect(own.clientOf(over).send(read)).rejects.toMatchObject(expired);
    await own.end();
  });

  test("need a signature for the region where the instances are", async () => {
    const client = new EC2Client({
      endpoint: fixture.ec2.url,
      region: "eu-west-1",
      credentials: ADMIN,
      maxAttempts: 1,
    });
    await expect(client.send(new DescribeInstancesCommand({}))).rejects.toThrow(/eu-west-1.*us-east-1/);
  });
});
