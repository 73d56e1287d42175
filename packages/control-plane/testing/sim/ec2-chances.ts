import type { InstanceId } from "@flash/schemas";
import type { Faults } from "./faults.ts";
import type { Inspector } from "./inspector.ts";
import type { Random } from "./random.ts";
import type { Scenario } from "./scenario.ts";
import type { Boot, Ec2Chances } from "./virtual-ec2.ts";

/** What EC2 does of its own accord. A quota is blamed by its name, a boot that fails on the machine. */
export function chancesOf(
  scenario: Scenario,
  faults: Faults,
  random: Random,
  { facts, serverOf }: Inspector,
  now: () => number,
): Ec2Chances {
  let serial = 0;
  /** Until when there is no machine of that kind to be had. */
  const droughts = new Map<InstanceId, number>();
  const place = (instance: InstanceId) => () => `${instance} ${(serial += 1)}`;
  const blame = (instance: InstanceId, what = ""): void => {
    facts.machineFaults.add(`${what}${serverOf.get(instance) ?? ""}`);
  };
  return {
    refusal: (instance) => {
      if (faults.isOn && now() < (droughts.get(instance) ?? 0)) return "capacity";
      if (faults.strike("capacity", random, place(instance))) {
        droughts.set(instance, now() + random.pick([0, random.int(5, 90) * 1_000]));
        return "capacity";
      }
      if (faults.strike("not_startable", random, place(instance))) return "not_startable";
      // Permanent, so it ends jobs: seldom.
      if (!random.chance(0.2) || !faults.strike("quota", random, place(instance))) return null;
      blame(instance, "quota ");
      return "quota";
    },
    boot: (instance): Boot => {
      const ms = random.int(3_000, 9_000);
      if (faults.strike("boot_fails", random, place(instance))) {
        blame(instance);
        return { ms, fails: random.pick(["Client.InternalError", "Server.InternalError", "Client.Unheard"]) };
      }
      if (!faults.strike("boot_slow", random, place(instance))) return { ms, fails: null };
      blame(instance);
      return { ms: random.int(20, 2 * (scenario.clocks.maxBootMs / 1_000)) * 1_000, fails: null };
    },
    stopMs: () => random.int(2_000, 9_000),
    staleMs: () => (faults.strike("reading_stale", random, () => `${(serial += 1)}`) ? random.int(500, 3_000) : 0),
    stopsPending: scenario.stopsPending,
  };
}
