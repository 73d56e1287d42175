import type { InstanceId, ServerName } from "@flash/schemas";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Machine, Machines, MachineState, RefusalKind } from "../src/ports/machines.ts";

/** What the suite can make EC2 do wrong, where it can: nobody can order a lack of capacity from AWS. */
export interface MachineFaultSwitches {
  refuseStarts(instance: InstanceId, kind: "capacity" | "quota" | "not_startable"): void;
  /** The next start is accepted and ends in `stopped`, with the state reason `Client.InternalError`. */
  failNextBoot(instance: InstanceId): void;
  /** Ends all faults. */
  clear(): void;
}

/** An EC2 to try. The suite switches `instances` on and off many times, and leaves them off. */
export interface MachinesUnderTest {
  readonly machines: Machines;
  /** Two that exist and carry the tag `flash:server` = {@link MachinesUnderTest.server}. */
  readonly instances: readonly [InstanceId, InstanceId];
  readonly server: ServerName;
  /** One that exists without that tag; null: none is at hand. */
  readonly untagged: InstanceId | null;
  /** An id that no instance has. */
  readonly unknown: InstanceId;
  /** Lets a little time pass between two looks. */
  readonly tick: () => Promise<void>;
  readonly faults: MachineFaultSwitches | null;
  readonly close?: () => Promise<void>;
}

const NO_SWITCHES = "this EC2 has no fault switches";

/**
 * Every promise of {@link Machines}, as tests. Adapters and fakes alike must pass.
 *
 * @param patienceMs - within which a machine boots, or stops, and is read as it is.
 */
export function machinesContract(name: string, make: () => Promise<MachinesUnderTest>, patienceMs = 15_000): void {
  describe(`machines contract: ${name}`, { timeout: 4 * patienceMs }, () => {
    let under: MachinesUnderTest;
    let machines: Machines;
    let one: InstanceId;
    let other: InstanceId;

    async function read(instance: InstanceId): Promise<Machine> {
      const [machine] = await machines.describe([instance]);
      if (machine === undefined) throw new Error(`${instance} was asked for and is not in the answer`);
      return machine;
    }

    /** Looks until it is so. */
    async function reached(instance: InstanceId, ...states: readonly MachineState[]): Promise<Machine> {
      const giveUpAt = Date.now() + patienceMs;
      for (;;) {
        const machine = await read(instance);
        if (states.includes(machine.state)) return machine;
        if (Date.now() > giveUpAt) throw new Error(`${instance} is ${machine.state}, not ${states.join(" or ")}`);
        await under.tick();
      }
    }

    async function switchedOn(instance: InstanceId): Promise<Machine> {
      expect(await machines.start(instance)).toEqual({ ok: true });
      return reached(instance, "running");
    }

    async function switchedOff(instance: InstanceId): Promise<void> {
      // EC2 may refuse to stop what is still pending.
      await reached(instance, "running", "stopping", "stopped");
      await machines.stop(instance);
      await reached(instance, "stopped");
    }

    beforeAll(async () => {
      under = await make();
      ({ machines } = under);
      [one, other] = under.instances;
    }, 4 * patienceMs);
    beforeEach(() => Promise.all([switchedOff(one), switchedOff(other)]), 4 * patienceMs);
    afterEach(() => under.faults?.clear());
    afterAll(async () => {
      await Promise.all([switchedOff(one), switchedOff(other)]);
      await under.close?.();
    }, 4 * patienceMs);

    describe("start and stop", () => {
      test("a stopped machine is started, and says since when it is on", async () => {
        const machine = await switchedOn(one);
        expect(machine).toMatchObject({ instance: one, state: "running", stateReason: null });
        expect(machine.launchedAt).toBeGreaterThan(Date.UTC(2020, 0));
      });

      test("starting one that is pending or running is fine and changes nothing", async () => {
        expect(await machines.start(one)).toEqual({ ok: true });
        expect(await machines.start(one)).toEqual({ ok: true });
        const { launchedAt } = await reached(one, "running");
        expect(await machines.start(one)).toEqual({ ok: true });
        expect(await read(one)).toMatchObject({ state: "running", launchedAt });
      });

      test("a running machine is stopped, and says why it is off", async () => {
        await switchedOn(one);
        expect(await machines.stop(one)).toEqual({ ok: true });
        expect(await reached(one, "stopped")).toMatchObject({ stateReason: "Client.UserInitiatedShutdown" });
      });

      test("stopping one that is stopping or stopped is fine and changes nothing", async () => {
        await switchedOn(one);
        expect(await machines.stop(one)).toEqual({ ok: true });
        expect(await machines.stop(one)).toEqual({ ok: true });
        await reached(one, "stopped");
        expect(await machines.stop(one)).toEqual({ ok: true });
        expect((await read(one)).state).toBe("stopped");
      });

      test("starting one that is stopping is refused as a wrong state, and works once it is off", async () => {
        await switchedOn(one);
        await machines.stop(one);
        expect(await machines.start(one)).toMatchObject({
          ok: false,
          kind: "wrong_state",
          code: "IncorrectInstanceState",
        });
        await reached(one, "stopped");
        await switchedOn(one);
      });

      test("ten starts at once are one start", async () => {
        const answers = await Promise.all(Array.from({ length: 10 }, () => machines.start(one)));
        expect(answers).toEqual(Array.from({ length: 10 }, () => ({ ok: true })));
        await reached(one, "running");
      });

      test("switching one leaves the other as it is", async () => {
        await switchedOn(one);
        expect((await read(other)).state).toBe("stopped");
      });

      test.each(["start", "stop"] as const)(
        "to %s an instance that does not exist is refused as missing",
        async (op) => {
          const answer = await machines[op](under.unknown);
          expect(answer).toMatchObject({ ok: false, kind: "missing" });
          expect(!answer.ok && answer.code).toMatch(/^InvalidInstanceID/u);
          expect(!answer.ok && answer.message).not.toBe("");
        },
      );
    });

    describe("faults", () => {
      const CODES: Record<"capacity" | "quota" | "not_startable", RegExp> = {
        capacity: /^Insufficient/u,
        quota: /LimitExceeded$/u,
        not_startable: /^IncorrectSpotRequestState$/u,
      };

      test.for(["capacity", "quota", "not_startable"] as const satisfies RefusalKind[])(
        "a start that EC2 refuses as %s is told so, with EC2's own code, and the machine stays off",
        async (kind, { skip }) => {
          if (under.faults === null) return skip(NO_SWITCHES);
          under.faults.refuseStarts(one, kind);
          const answer = await machines.start(one);
          expect(answer).toMatchObject({ ok: false, kind });
          expect(!answer.ok && answer.code).toMatch(CODES[kind]);
          expect((await read(one)).state).toBe("stopped");
        },
      );

      test("a refusal of one is none of another", async ({ skip }) => {
        if (under.faults === null) return skip(NO_SWITCHES);
        under.faults.refuseStarts(one, "capacity");
        await switchedOn(other);
      });

      test("a boot that fails after an accepted start is read as stopped with its reason", async ({ skip }) => {
        if (under.faults === null) return skip(NO_SWITCHES);
        under.faults.failNextBoot(one);
        expect(await machines.start(one)).toEqual({ ok: true });
        expect(await reached(one, "stopped")).toMatchObject({ stateReason: "Client.InternalError" });
        await switchedOn(one);
      });
    });

    describe("describe", () => {
      test("it answers in the order of the question, once for each id", async () => {
        await switchedOn(other);
        const asked = [other, under.unknown, one, other];
        const answer = await machines.describe(asked);
        expect(answer.map(({ instance }) => instance)).toEqual(asked);
        expect(answer.map(({ state }) => state)).toEqual(["running", "terminated", "stopped", "running"]);
      });

      test("an instance that does not exist is terminated, and hides no other", async () => {
        expect(await machines.describe([under.unknown])).toEqual([
          { instance: under.unknown, state: "terminated", stateReason: null, launchedAt: null, server: null },
        ]);
      });

      test("it tells the server from the tag", async () => {
        expect(await read(one)).toMatchObject({ server: under.server });
        if (under.untagged !== null) expect(await read(under.untagged)).toMatchObject({ server: null });
      });

      test("nothing asked, nothing answered", async () => {
        expect(await machines.describe([])).toEqual([]);
      });
    });

    describe("tagged", () => {
      test("it finds every instance with the tag, on or off, each once, and no other", async () => {
        await switchedOn(one);
        const found = await machines.tagged();
        const ids = found.map(({ instance }) => instance);
        expect(ids.filter((id) => id === one || id === other).sort()).toEqual([one, other].sort());
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids).not.toContain(under.untagged);
        expect(found.find(({ instance }) => instance === one)).toEqual(await read(one));
      });
    });
  });
}
