import type { EC2ClientConfig } from "@aws-sdk/client-ec2";
import type { Machines } from "@flash/control-plane";
import { InstanceId } from "@flash/schemas";
import { afterEach, describe, expect, test } from "vitest";
import { ANY_CREDENTIALS, scriptedEndpoint } from "../test/scripted-endpoint.ts";
import type { Reply, ScriptedEndpoint } from "../test/scripted-endpoint.ts";
import { ec2Client } from "./ec2-client.ts";
import { ec2Machines } from "./ec2-machines.ts";

const BOX = InstanceId.parse("i-00000001");

let endpoint: ScriptedEndpoint;
afterEach(() => endpoint.close());

async function machinesAnswered(reply: Reply, config: EC2ClientConfig = {}): Promise<Machines> {
  endpoint = await scriptedEndpoint(() => reply);
  return ec2Machines(
    ec2Client({ endpoint: endpoint.url, region: "us-east-1", credentials: ANY_CREDENTIALS, ...config }),
  );
}

const refusing = (status: number, code: string): Promise<Machines> =>
  machinesAnswered({
    status,
    headers: { "content-type": "text/xml" },
    body: `<Response><Errors><Error><Code>${code}</Code><Message>why ${code}</Message></Error></Errors><RequestID>r</RequestID></Response>`,
  });

test.each([
  [500, "InsufficientInstanceCapacity", "capacity"],
  [500, "InsufficientHostCapacity", "capacity"],
  [500, "InsufficientReservedInstanceCapacity", "capacity"],
  [400, "ReservationCapacityExceeded", "capacity"],
  [400, "VcpuLimitExceeded", "quota"],
  [400, "InstanceLimitExceeded", "quota"],
  [400, "MaxSpotInstanceCountExceeded", "quota"],
  [400, "IncorrectInstanceState", "wrong_state"],
  [400, "IncorrectSpotRequestState", "not_startable"],
  [400, "InvalidInstanceID.NotFound", "missing"],
  [400, "InvalidInstanceID.Malformed", "missing"],
  [403, "UnauthorizedOperation", "refused"],
  [401, "AuthFailure", "refused"],
  [400, "Unsupported", "refused"],
  [400, "OperationNotPermitted", "refused"],
  [400, "ACodeThatEc2MayAddTomorrow", "refused"],
])("%d %s is %s, for start and stop alike, with EC2's own words", async (status, code, kind) => {
  const machines = await refusing(status, code);
  const told = { ok: false, kind, code, message: `why ${code}` };
  expect(await machines.start(BOX)).toEqual(told);
  expect(await machines.stop(BOX)).toEqual(told);
});

test.each([
  [500, "InternalError"],
  [503, "ServiceUnavailable"],
  [400, "RequestExpired"],
  [400, "ExpiredToken"],
])("%d %s passes, so it is thrown", async (status, code) => {
  const machines = await refusing(status, code);
  await expect(machines.start(BOX)).rejects.toThrow(code);
});

describe("retries", () => {
  test("a refusal is asked for once", async () => {
    await (await refusing(400, "VcpuLimitExceeded")).start(BOX);
    expect(endpoint.asked).toHaveLength(1);
  });

  test("throttling is tried twice, then thrown", async () => {
    const machines = await refusing(503, "RequestLimitExceeded");
    await expect(machines.start(BOX)).rejects.toThrow("RequestLimitExceeded");
    expect(endpoint.asked).toHaveLength(2);
  });

  test("an EC2 that does not answer is given up after five seconds", async () => {
    const machines = await machinesAnswered("silence", { maxAttempts: 1 });
    await expect(machines.start(BOX)).rejects.toThrow("requestTimeout");
  });
});
