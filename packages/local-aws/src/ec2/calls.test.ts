import {
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  DescribeInstanceStatusCommand,
  paginateDescribeInstances,
  RebootInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
  waitUntilInstanceRunning,
  waitUntilInstanceStopped,
} from "@aws-sdk/client-ec2";
import type { Instance } from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ALPHA, BETA, ec2Fixture, GAMMA } from "./ec2-fixture.ts";
import type { Ec2Fixture } from "./ec2-fixture.ts";

/** Waits for a condition; longer than it ever takes, as the machine may be busy. */
const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 15_000 });

let fixture: Ec2Fixture;
beforeEach(async () => {
  fixture = await ec2Fixture();
});
afterEach(() => fixture.end());

const start = (...ids: string[]) => fixture.client.send(new StartInstancesCommand({ InstanceIds: ids }));
const stop = (id: string, Force = false) => fixture.client.send(new StopInstancesCommand({ InstanceIds: [id], Force }));
async function describeAll(input: ConstructorParameters<typeof DescribeInstancesCommand>[0] = {}): Promise<Instance[]> {
  const answer = await fixture.client.send(new DescribeInstancesCommand(input));
  return (answer.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? []);
}
const idsOf = (instances: readonly Instance[]) => instances.map((instance) => instance.InstanceId);
const byFilter = async (Name: string, ...Values: string[]) => idsOf(await describeAll({ Filters: [{ Name, Values }] }));

describe("an unmodified EC2 client", () => {
  test("starts an instance and stops it, through all states", async () => {
    const started = await start(ALPHA);
    expect(started.StartingInstances).toEqual([
      {
        InstanceId: ALPHA,
        CurrentState: { Code: 0, Name: "pending" },
        PreviousState: { Code: 80, Name: "stopped" },
      },
    ]);
    const waiter = { client: fixture.client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 };
    await waitUntilInstanceRunning(waiter, { InstanceIds: [ALPHA] });
    await eventually(() => expect(fixture.boxLog(ALPHA)).toContain("up"));
    const stopped = await stop(ALPHA);
    expect(stopped.StoppingInstances?.[0]?.CurrentState).toEqual({ Code: 64, Name: "stopping" });
    await waitUntilInstanceStopped(waiter, { InstanceIds: [ALPHA] });
    expect(fixture.boxLog(ALPHA)).toContain("sigterm");
    expect(fixture.ec2.history(ALPHA).map((change) => change.state)).toEqual([
      "stopped",
      "pending",
      "running",
      "stopping",
      "stopped",
    ]);
  });

  test("reads what an instance is, and why it stopped", async () => {
    await start(ALPHA);
    await fixture.ec2.reached(ALPHA, "running");
    const launchedAt = fixture.ec2.history(ALPHA).find((change) => change.state === "pending")?.at;
    await stop(ALPHA);
    await fixture.ec2.reached(ALPHA, "stopped");
    const [instance] = await describeAll({ InstanceIds: [ALPHA] });
    expect(instance).toMatchObject({
      InstanceType: "c7i.large",
      State: { Name: "stopped" },
      StateReason: { Code: "Client.UserInitiatedShutdown" },
      StateTransitionReason: expect.stringMatching(/^User initiated \(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d GMT\)$/),
      Placement: { AvailabilityZone: "us-east-1a" },
      Tags: [
        { Key: "flash", Value: "training" },
        { Key: "Name", Value: "box 0 <&>" },
      ],
    });
    expect(instance?.LaunchTime?.getTime()).toBe(launchedAt);
  });

  test("finds instances by tags, wildcards, state, type and id", async () => {
    await start(BETA);
    await fixture.ec2.reached(BETA, "running");
    expect(await byFilter("tag:flash", "training")).toEqual([ALPHA, BETA, GAMMA]);
    expect(await byFilter("tag:Name", "box ? <&>")).toEqual([ALPHA, BETA, GAMMA]);
    expect(await byFilter("tag:Name", "box 1*", "box 2*")).toEqual([BETA, GAMMA]);
    expect(await byFilter("tag-key", "other")).toEqual([]);
    expect(await byFilter("instance-state-name", "running", "pending")).toEqual([BETA]);
    expect(await byFilter("instance-type", "g5.*")).toEqual([GAMMA]);
    expect(await byFilter("instance-id", ALPHA)).toEqual([ALPHA]);
    const ids = Array.from({ length: 200 }, (_, index) => `i-${String(index).padStart(8, "0")}`);
    expect(await byFilter("instance-id", ...ids)).toEqual([]);
    await expect(byFilter("instance-id", ALPHA, ...ids)).rejects.toMatchObject({ name: "FilterLimitExceeded" });
    await expect(byFilter("colour", "red")).rejects.toMatchObject({ name: "InvalidParameterValue" });
  });

  test("reads long lists page by page", async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `i-${String(index).padStart(8, "0")}`);
    const instances = ids.map((instanceId) => ({
      instanceId,
      instanceType: "c7i.large",
      tags: {},
      boot: { command: "true", args: [], env: {} },
    }));
    const many = await ec2Fixture({ instances });
    const sizes: number[] = [];
    for await (const page of paginateDescribeInstances({ client: many.client, pageSize: 5 }, {}))
      sizes.push(page.Reservations?.length ?? 0);
    expect(sizes).toEqual([5, 5, 2]);
    const tooSmall = many.client.send(new DescribeInstancesCommand({ MaxResults: 4 }));
    await expect(tooSmall).rejects.toMatchObject({ name: "InvalidParameterValue" });
    await many.end();
  });

  test("reads the status of running instances, or of all when asked", async () => {
    await start(ALPHA);
    await fixture.ec2.reached(ALPHA, "running");
    const status = (IncludeAllInstances: boolean) =>
      fixture.client.send(new DescribeInstanceStatusCommand({ IncludeAllInstances }));
    const running = (await status(false)).InstanceStatuses;
    expect(running).toHaveLength(1);
    expect(running?.[0]?.InstanceStatus?.Status).toBe("ok");
    expect((await status(true)).InstanceStatuses).toHaveLength(3);
    await fixture.ec2.freeze(ALPHA);
    expect((await status(false)).InstanceStatuses?.[0]?.InstanceStatus?.Status).toBe("impaired");
  });

  test("reads what an instance does when it switches itself off", async () => {
    const input = { InstanceId: ALPHA, Attribute: "instanceInitiatedShutdownBehavior" } as const;
    const answer = await fixture.client.send(new DescribeInstanceAttributeCommand(input));
    expect(answer.InstanceInitiatedShutdownBehavior).toEqual({ Value: "stop" });
  });

  test("may start what is on and stop what is off: nothing happens", async () => {
    await start(ALPHA);
    await fixture.ec2.reached(ALPHA, "running");
    const again = await start(ALPHA);
    expect(again.StartingInstances?.[0]).toMatchObject({
      CurrentState: { Name: "running" },
      PreviousState: { Name: "running" },
    });
    expect((await stop(BETA)).StoppingInstances?.[0]?.CurrentState?.Name).toBe("stopped");
    expect(fixture.ec2.history(BETA)).toHaveLength(1);
  });

  test("is refused a start while stopping, and no instance of that call is started", async () => {
    await start(ALPHA);
    await fixture.ec2.reached(ALPHA, "running");
    const undo = fixture.ec2.faults.stickStopping();
    await stop(ALPHA);
    await expect(start(BETA, ALPHA)).rejects.toMatchObject({ name: "IncorrectInstanceState" });
    expect(fixture.ec2.state(BETA)).toBe("stopped");
    undo();
    await fixture.ec2.reached(ALPHA, "stopped");
    await start(ALPHA);
  });

  test("is refused a stop while pending, unless that is switched on", async () => {
    fixture.ec2.faults.slowBoot({ pendingMs: 600_000 });
    await start(ALPHA);
    await expect(stop(ALPHA)).rejects.toMatchObject({ name: "IncorrectInstanceState" });
    fixture.ec2.faults.stopWhilePending = "accept";
    await stop(ALPHA);
    await fixture.ec2.reached(ALPHA, "stopped");
    expect(fixture.boxLog(ALPHA)).toBe("");
  });

  test("reboots a running instance: it stays running and boots anew", async () => {
    await start(ALPHA);
    const ups = () => fixture.boxLog(ALPHA).match(/"FLASH_BOOT_ID":"[^"]+"/g) ?? [];
    await eventually(() => expect(ups()).toHaveLength(1));
    await fixture.client.send(new RebootInstancesCommand({ InstanceIds: [ALPHA] }));
    await eventually(() => expect(new Set(ups()).size).toBe(2));
    expect(fixture.ec2.history(ALPHA).at(-1)?.state).toBe("running");
    const off = fixture.client.send(new RebootInstancesCommand({ InstanceIds: [BETA] }));
    await expect(off).rejects.toMatchObject({ name: "IncorrectInstanceState" });
  });

  test("is told of ids that do not exist or are none, and of actions that are not there", async () => {
    await expect(start("i-0123456789abcdef0")).rejects.toMatchObject({ name: "InvalidInstanceID.NotFound" });
    await expect(start("my-box")).rejects.toMatchObject({ name: "InvalidInstanceID.Malformed" });
    const terminate = fixture.client.send(new TerminateInstancesCommand({ InstanceIds: [ALPHA] }));
    await expect(terminate).rejects.toMatchObject({ name: "InvalidAction" });
  });

  test("learns from a dry run whether it would be allowed, and nothing happens", async () => {
    const dry = fixture.client.send(new StartInstancesCommand({ InstanceIds: [ALPHA], DryRun: true }));
    await expect(dry).rejects.toMatchObject({ name: "DryRunOperation", $metadata: { httpStatusCode: 412 } });
    expect(fixture.ec2.state(ALPHA)).toBe("stopped");
  });
});

test("every call is recorded with its caller and its error", async () => {
  await start(ALPHA);
  await start("my-box").catch(() => undefined);
  expect(fixture.ec2.calls).toEqual([
    { action: "StartInstances", instanceIds: [ALPHA], at: expect.any(Number), caller: "admin" },
    {
      action: "StartInstances",
      instanceIds: ["my-box"],
      at: expect.any(Number),
      caller: "admin",
      error: "InvalidInstanceID.Malformed",
    },
  ]);
});
