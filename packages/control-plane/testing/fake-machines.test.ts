import { InstanceId, ServerName } from "@flash/schemas";
import { describe, expect, test } from "vitest";
import { FakeMachines } from "./fake-machines.ts";
import type { FakeMachinesOptions } from "./fake-machines.ts";
import { machinesContract } from "./machines-contract.ts";

const SECOND = 1000;
const NOON = Date.UTC(2026, 10, 23, 12);
const BOX = InstanceId.parse("i-00000001");
const BOX_2 = InstanceId.parse("i-00000002");
const UNTAGGED = InstanceId.parse("i-00000003");
const UNKNOWN = InstanceId.parse("i-0000000f");
const SERVER = ServerName.parse("gpu");

function setUp(options: Partial<FakeMachinesOptions> = {}) {
  const clock = { now: NOON };
  const machines = new FakeMachines({ now: () => clock.now, bootMs: 30 * SECOND, stopMs: 20 * SECOND, ...options });
  machines.add(BOX, SERVER).add(BOX_2, SERVER).add(UNTAGGED, null);
  return { machines, pass: (seconds: number) => void (clock.now += seconds * SECOND) };
}

machinesContract("in memory", async () => {
  const { machines, pass } = setUp();
  return {
    machines,
    instances: [BOX, BOX_2],
    server: SERVER,
    untagged: UNTAGGED,
    unknown: UNKNOWN,
    tick: async () => pass(1),
    faults: {
      refuseStarts: (instance, kind) => machines.refuseStarts(instance, kind),
      failNextBoot: (instance) => machines.failBoots(instance),
      clear: () => [BOX, BOX_2].forEach((instance) => machines.refuseStarts(instance, null)),
    },
  };
});

describe("time", () => {
  test("a boot and a stop take their time by the injected clock, to the millisecond", async () => {
    const { machines, pass } = setUp();
    await machines.start(BOX);
    pass(29.999);
    expect(machines.stateOf(BOX)).toBe("pending");
    pass(0.001);
    expect(machines.stateOf(BOX)).toBe("running");
    await machines.stop(BOX);
    pass(19.999);
    expect(machines.stateOf(BOX)).toBe("stopping");
    pass(0.001);
    expect(machines.stateOf(BOX)).toBe("stopped");
  });

  test("a reading is as old as it is told to be; start and stop go by the truth", async () => {
    const { machines, pass } = setUp({ readingAgeMs: 5 * SECOND });
    const readings = async (): Promise<unknown> => (await machines.describe([BOX]))[0]?.state;
    await machines.start(BOX);
    pass(4);
    expect(await readings()).toBe("stopped");
    pass(1);
    expect(await readings()).toBe("pending");
    pass(25);
    expect(await readings()).toBe("pending");
    expect(await machines.stop(BOX)).toEqual({ ok: true });
  });

  test("stopping a pending machine is refused, or accepted where a test wants it so", async () => {
    const { machines } = setUp();
    await machines.start(BOX);
    expect(await machines.stop(BOX)).toMatchObject({ ok: false, kind: "wrong_state" });
    const lenient = setUp({ stopWhilePending: "accept" });
    await lenient.machines.start(BOX);
    expect(await lenient.machines.stop(BOX)).toEqual({ ok: true });
    lenient.pass(30);
    expect(lenient.machines.stateOf(BOX)).toBe("stopped");
  });
});

describe("faults", () => {
  test("starts are refused as often as planned, and what is on is not told of it", async () => {
    const { machines, pass } = setUp();
    await machines.start(BOX_2);
    machines.refuseStarts(BOX_2, "capacity");
    expect(await machines.start(BOX_2)).toEqual({ ok: true });
    machines.refuseStarts(BOX, "quota", 2);
    expect(await machines.start(BOX)).toMatchObject({ kind: "quota", code: "VcpuLimitExceeded" });
    expect(await machines.start(BOX)).toMatchObject({ kind: "quota" });
    expect(await machines.start(BOX)).toEqual({ ok: true });
    pass(30);
    expect(machines.stateOf(BOX)).toBe("running");
  });

  test("a machine that powers itself off says so, and one that is off cannot", async () => {
    const { machines, pass } = setUp();
    machines.powerOff(BOX);
    expect(machines.stateOf(BOX)).toBe("stopped");
    await machines.start(BOX);
    pass(30);
    machines.powerOff(BOX);
    expect((await machines.describe([BOX]))[0]).toMatchObject({
      state: "stopping",
      stateReason: "Client.InstanceInitiatedShutdown",
    });
  });

  test("a terminated machine can be neither started nor stopped", async () => {
    const { machines } = setUp();
    machines.terminate(BOX);
    expect(await machines.start(BOX)).toMatchObject({ kind: "wrong_state" });
    expect(await machines.stop(BOX)).toMatchObject({ kind: "wrong_state" });
  });

  test("what `before` throws, nothing has come of; what `after` throws, has happened", async () => {
    const noNetwork = (): never => {
      throw new Error("no network");
    };
    const early = setUp({ hooks: { before: noNetwork } }).machines;
    const late = setUp({ hooks: { after: noNetwork } }).machines;
    await expect(early.start(BOX)).rejects.toThrow("no network");
    await expect(late.start(BOX)).rejects.toThrow("no network");
    expect([early.stateOf(BOX), late.stateOf(BOX)]).toEqual(["stopped", "pending"]);
  });
});

test("the log has every call, and nothing that another hand did", async () => {
  const { machines } = setUp();
  machines.switchOn(BOX);
  await machines.start(UNKNOWN);
  await machines.describe([BOX, BOX_2]);
  await machines.tagged();
  expect(machines.calls).toEqual([
    { op: "start", instances: [UNKNOWN] },
    { op: "describe", instances: [BOX, BOX_2] },
    { op: "tagged", instances: [] },
  ]);
});
