import { DescribeInstancesCommand, StartInstancesCommand, StopInstancesCommand } from "@aws-sdk/client-ec2";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { machineProcesses, signalAll } from "../power/machine-processes.ts";
import { ALPHA, BETA, ec2Fixture, GAMMA } from "./ec2-fixture.ts";
import type { Ec2Fixture } from "./ec2-fixture.ts";
import { present } from "./instance-state.ts";
import type { InstanceStateChangeEvent } from "./state-change-event.ts";
import { startEc2 } from "./start-ec2.ts";

/** Waits for a condition; longer than it ever takes, as the machine may be busy. */
const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 15_000 });

const PLATFORM = fileURLToPath(new URL("./fixtures/platform.ts", import.meta.url));
const CONDITIONS = ["--conditions=@flash/source"];

let fixture: Ec2Fixture;
let events: InstanceStateChangeEvent[];
const onStateChange = (event: InstanceStateChangeEvent): void => void events.push(event);
beforeEach(async () => {
  events = [];
  fixture = await ec2Fixture({ onStateChange });
});
afterEach(() => fixture.end());

const start = (id: string) => fixture.client.send(new StartInstancesCommand({ InstanceIds: [id] }));
const stop = (id: string, Force = false) => fixture.client.send(new StopInstancesCommand({ InstanceIds: [id], Force }));
const reason = (id: string) => present(fixture.ec2.history(id)).stateReason?.code;
const states = (id: string) => fixture.ec2.history(id).map((change) => change.state);

function envOf(id: string): Record<string, string> {
  const line = fixture
    .boxLog(id)
    .split("\n")
    .findLast((text) => text.startsWith("up "));
  return JSON.parse(line?.slice("up ".length) ?? "{}");
}

const isUp = (id: string): boolean => envOf(id)["FLASH_BOOT_ID"] !== undefined;

/** Starts the instance and waits until its box is up. */
async function boot(id: string): Promise<{ group: number; bootId: string }> {
  await start(id);
  await eventually(() => expect(isUp(id)).toBe(true));
  const bootId = envOf(id)["FLASH_BOOT_ID"] ?? "";
  const [group = 0] = machineProcesses({ group: -1, bootId });
  return { group, bootId };
}

describe("a machine", () => {
  test("sees its boot environment, its two ids, and nothing else of the platform's", async () => {
    await boot(ALPHA);
    const { FLASH_INSTANCE_ID, FLASH_BOOT_ID, ...rest } = envOf(ALPHA);
    expect(FLASH_INSTANCE_ID).toBe(ALPHA);
    expect(FLASH_BOOT_ID).toMatch(/^[0-9a-f-]{36}$/);
    const allowed = ["BOX_LOG", "BOX_ORDER", "PATH", "HOME", "LANG", "TMPDIR"];
    expect(Object.keys(rest).filter((name) => !allowed.includes(name))).toEqual([]);
  });

  test("that switches itself off is stopped, and says that it was its own wish", async () => {
    await boot(ALPHA);
    writeFileSync(fixture.orderFile(ALPHA), "0");
    await fixture.ec2.reached(ALPHA, "stopped");
    expect(states(ALPHA)).toEqual(["stopped", "pending", "running", "stopping", "stopped"]);
    expect(reason(ALPHA)).toBe("Client.InstanceInitiatedShutdown");
  });

  test("stays on when its agent dies, and can be stopped then", async () => {
    const mark = await boot(ALPHA);
    await fixture.ec2.kill(ALPHA);
    expect(machineProcesses(mark)).toEqual([]);
    expect(fixture.ec2.state(ALPHA)).toBe("running");
    await stop(ALPHA);
    await fixture.ec2.reached(ALPHA, "stopped");
  });

  test("goes off when its agent crashes, if it is told to", async () => {
    const other = await ec2Fixture({}, { onExit: "power_off" });
    await other.client.send(new StartInstancesCommand({ InstanceIds: [ALPHA] }));
    writeFileSync(other.orderFile(ALPHA), "3");
    await other.ec2.reached(ALPHA, "stopped");
    const passed = ["stopped", "pending", "running", "stopping", "stopped"];
    expect(other.ec2.history(ALPHA).map(({ state }) => state)).toEqual(passed);
    await other.end();
  });

  test("is gone for good when it switches itself off and its shutdown behaviour is terminate", async () => {
    const other = await ec2Fixture({}, { shutdownBehavior: "terminate" });
    await other.client.send(new StartInstancesCommand({ InstanceIds: [ALPHA] }));
    writeFileSync(other.orderFile(ALPHA), "0");
    await other.ec2.reached(ALPHA, "terminated");
    const again = other.client.send(new StartInstancesCommand({ InstanceIds: [ALPHA] }));
    await expect(again).rejects.toMatchObject({ name: "IncorrectInstanceState" });
    await other.end();
  });

  test("whose boot command does not exist goes from pending to stopped and says why", async () => {
    const other = await ec2Fixture({}, { boot: { command: "/no/such/program", args: [], env: {} } });
    await other.client.send(new StartInstancesCommand({ InstanceIds: [ALPHA] }));
    await eventually(() => expect(other.ec2.history(ALPHA)).toHaveLength(3));
    expect(present(other.ec2.history(ALPHA))).toMatchObject({
      state: "stopped",
      stateReason: { code: "Server.InternalError", message: expect.stringContaining("/no/such/program") },
    });
    await other.end();
  });

  test("that ignores SIGTERM is stopped at once by Force", async () => {
    const other = await ec2Fixture({ timing: { pendingMs: 0, stoppingMs: 0, graceMs: 600_000 } });
    writeFileSync(`${other.orderFile(ALPHA)}.stubborn`, "");
    await other.client.send(new StartInstancesCommand({ InstanceIds: [ALPHA] }));
    await eventually(() => expect(other.boxLog(ALPHA)).toContain("up"));
    await other.client.send(new StopInstancesCommand({ InstanceIds: [ALPHA] }));
    await eventually(() => expect(other.boxLog(ALPHA)).toContain("sigterm"));
    expect(other.ec2.state(ALPHA)).toBe("stopping");
    await other.client.send(new StopInstancesCommand({ InstanceIds: [ALPHA], Force: true }));
    await other.ec2.reached(ALPHA, "stopped");
    await other.end();
  });

  test("tells each of its changes in the shape of EventBridge", async () => {
    await start(ALPHA);
    await eventually(() => expect(events).toHaveLength(2));
    expect(events.map((event) => event.detail.state)).toEqual(["pending", "running"]);
    expect(events[0]).toEqual({
      version: "0",
      id: expect.any(String),
      "detail-type": "EC2 Instance State-change Notification",
      source: "aws.ec2",
      account: "000000000000",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region: "us-east-1",
      resources: [`arn:aws:ec2:us-east-1:000000000000:instance/${ALPHA}`],
      detail: { "instance-id": ALPHA, state: "pending" },
    });
  });
});

describe("closing the cloud", () => {
  test("leaves no process behind, and the machines are found stopped, having lost their power", async () => {
    const marks = [await boot(ALPHA), await boot(BETA)];
    await fixture.ec2.close();
    expect(marks.flatMap((mark) => machineProcesses(mark))).toEqual([]);
    const again = await ec2Fixture({ onStateChange }, {}, fixture.folder);
    expect(again.ec2.state(ALPHA)).toBe("stopped");
    expect(present(again.ec2.history(ALPHA)).stateReason?.message).toContain("lost its power");
    expect(states(ALPHA).slice(0, 3)).toEqual(["stopped", "pending", "running"]);
    await again.end();
  });

  test("by SIGKILL leaves no process, and the lost power is noticed at the next start", async () => {
    await fixture.ec2.close();
    const platform = spawn(process.execPath, [...CONDITIONS, PLATFORM, fixture.folder], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    await once(platform.stdout, "data");
    await eventually(() => expect([ALPHA, BETA].map(isUp)).toEqual([true, true]));
    const bootIds = [ALPHA, BETA].map((id) => envOf(id)["FLASH_BOOT_ID"] ?? "");
    const left = () => bootIds.flatMap((bootId) => machineProcesses({ group: -1, bootId }));
    expect(left()).toHaveLength(2);
    platform.kill("SIGKILL");
    try {
      await eventually(() => expect(left()).toEqual([]));
    } finally {
      signalAll(left(), "SIGKILL");
    }
    events = [];
    const again = await ec2Fixture({ onStateChange }, {}, fixture.folder);
    expect(present(again.ec2.history(ALPHA))).toMatchObject({
      state: "stopped",
      stateReason: { code: "Server.InternalError", message: expect.stringContaining("lost its power") },
    });
    await eventually(() => expect(events.map((event) => event.detail.state)).toEqual(["stopped", "stopped"]));
    await again.end();
  });

  test("ends a machine whose boot had not finished", async () => {
    const { folder, ec2 } = fixture;
    await start(ALPHA);
    await ec2.close();
    expect(ec2.state(ALPHA)).toBe("stopped");
    expect(readdirSync(join(folder, "instances")).filter((name) => name.endsWith(".new"))).toEqual([]);
  });
});

describe("a start is refused with a reason", () => {
  test("for a history file that is broken", async () => {
    await fixture.ec2.close();
    writeFileSync(join(fixture.folder, "instances", `${BETA}.json`), "{");
    await expect(ec2Fixture({}, {}, fixture.folder)).rejects.toThrow(new RegExp(`${BETA}.json.*Delete it`));
  });

  test("for ids that are malformed or doubled", async () => {
    const box = { instanceType: "t", tags: {}, boot: { command: "true", args: [], env: {} } };
    const options = (...ids: string[]) => ({
      dataFolder: fixture.folder,
      identities: [],
      instances: ids.map((instanceId) => ({ ...box, instanceId })),
    });
    await expect(startEc2(options("box"))).rejects.toThrow(/"box" is no instance id/);
    await expect(startEc2(options(ALPHA, ALPHA))).rejects.toThrow(/Two instances/);
  });
});

describe("fault switches", () => {
  const codes = [
    ["InsufficientInstanceCapacity", 500],
    ["VcpuLimitExceeded", 400],
    ["IncorrectSpotRequestState", 400],
    ["RequestLimitExceeded", 503],
  ] as const;

  test.each(codes)("%s refuses a start, as often as it is told", async (code, httpStatusCode) => {
    fixture.ec2.faults.refuse({ code, instanceIds: [ALPHA], times: 1 });
    await start(BETA);
    await expect(start(ALPHA)).rejects.toMatchObject({ name: code, $metadata: { httpStatusCode } });
    expect(fixture.ec2.state(ALPHA)).toBe("stopped");
    await start(ALPHA);
  });

  test("throttling meets every action, capacity only starts", async () => {
    const { faults } = fixture.ec2;
    const undo = faults.refuse({ code: "InsufficientInstanceCapacity" });
    await fixture.client.send(new DescribeInstancesCommand({}));
    undo();
    faults.refuse({ code: "RequestLimitExceeded", times: 1 });
    await expect(fixture.client.send(new DescribeInstancesCommand({}))).rejects.toMatchObject({
      name: "RequestLimitExceeded",
    });
  });

  test("a boot that fails goes from pending to stopped with its reason", async () => {
    fixture.ec2.faults.failBoot({ instanceIds: [ALPHA] });
    await start(ALPHA);
    await eventually(() => expect(states(ALPHA)).toEqual(["stopped", "pending", "stopped"]));
    expect(reason(ALPHA)).toBe("Client.InternalError");
    expect(existsSync(fixture.orderFile(ALPHA))).toBe(false);
    expect(fixture.boxLog(ALPHA)).toBe("");
  });

  test("a stuck stopping ends by Force", async () => {
    fixture.ec2.faults.stickStopping({ instanceIds: [ALPHA] });
    const mark = await boot(ALPHA);
    await stop(ALPHA);
    await eventually(() => expect(machineProcesses(mark)).toEqual([]));
    expect(fixture.ec2.state(ALPHA)).toBe("stopping");
    await stop(ALPHA, true);
    await fixture.ec2.reached(ALPHA, "stopped");
  });

  test("a Describe that lags shows the past", async () => {
    let now = Date.now();
    const other = await ec2Fixture({ now: () => now });
    now += 1_000;
    await other.client.send(new StartInstancesCommand({ InstanceIds: [GAMMA] }));
    await other.ec2.reached(GAMMA, "running");
    const seen = async () => {
      const answer = await other.client.send(new DescribeInstancesCommand({ InstanceIds: [GAMMA] }));
      return answer.Reservations?.[0]?.Instances?.[0]?.State?.Name;
    };
    other.ec2.faults.describeLagMs = 500;
    expect(await seen()).toBe("stopped");
    now += 500;
    expect(await seen()).toBe("running");
    await other.end();
  });

  test("a frozen machine does nothing until it thaws, yet it is running", async () => {
    await boot(ALPHA);
    await fixture.ec2.freeze(ALPHA);
    await stop(ALPHA);
    await eventually(() => expect(fixture.ec2.state(ALPHA)).toBe("stopping"));
    expect(fixture.boxLog(ALPHA)).not.toContain("sigterm");
    await fixture.ec2.thaw(ALPHA);
    await fixture.ec2.reached(ALPHA, "stopped");
    expect(fixture.boxLog(ALPHA)).toContain("sigterm");
  });

  test("a machine whose host fails is stopped at once, with nothing left", async () => {
    const mark = await boot(ALPHA);
    await fixture.ec2.cutPower(ALPHA);
    expect(fixture.ec2.state(ALPHA)).toBe("stopped");
    expect(machineProcesses(mark)).toEqual([]);
    expect(reason(ALPHA)).toBe("Server.InternalError");
    expect(fixture.boxLog(ALPHA)).not.toContain("sigterm");
  });
});
