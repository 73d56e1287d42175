import type { FaultKind } from "./fault-kinds.ts";
import { drawHesitations } from "./hesitation.ts";
import type { Random } from "./random.ts";
import { clocksFor, drawPlainScenario, type HandPlan, type Scenario, serverOf, type ServerPlan } from "./scenario.ts";

/** Everything about one schedule that is decided before it begins. */
export function drawScenario(random: Random): Scenario {
  const scenario = drawPlainScenario(random);
  const theme = random.fork("theme").next();
  if (theme < 0.2) return crowded(scenario, random.fork("crowded"));
  if (theme < 0.32) return withRivals(scenario, random.fork("rivals"));
  return theme < 0.4 ? inDrought(scenario, random.fork("drought")) : scenario;
}

/**
 * Machines are seldom to be had, so jobs go back to the queue again and again, while functions that live long create
 * configs too late and crash in the middle of putting a server aside.
 */
function inDrought(scenario: Scenario, random: Random): Scenario {
  const timeoutMs = 40_000;
  return {
    ...scenario,
    servers: [{ config: serverOf(0, [0], true), devMode: false }],
    clocks: { ...clocksFor(timeoutMs), capacityBackoffMs: 5_000 },
    rates: { ...scenario.rates, capacity: 0.6, stall: 0.02 },
    hesitations: [
      { op: "create", keyEnd: "training.json", kind: "stall", chance: 0.5 },
      { op: "replace", keyEnd: "status.json", kind: "crash_after_call", chance: random.pick([0.15, 0.4]) },
    ],
    timeoutMs,
    sweepEveryMs: random.pick([3_000, 12_000]),
    noNudges: null,
  };
}

/**
 * A second machine of the server comes up while the first one boots, fails to or trains: switched on by a person, or by
 * a start whose answer was lost. Each of them may claim, freeze and wake up.
 */
function withRivals(scenario: Scenario, random: Random): Scenario {
  const server = (index: number): ServerPlan => ({ config: serverOf(index, [0, 1], true), devMode: false });
  const hand = (kind: FaultKind, most: number): HandPlan => ({ at: random.int(1_000, most), kind, server: 0 });
  const isRemoved = random.chance(0.3);
  return {
    ...scenario,
    servers: isRemoved ? [server(0), server(1)] : [server(0)],
    jobs: Array.from({ length: random.int(1, 3) }, () => ({
      at: random.int(0, 3_000),
      onBusy: "queue",
      runMs: random.int(1, 40) * 1_000,
      maxQueueMs: null,
      maxAttempts: random.pick([null, 2]),
      cancelAt: null,
    })),
    hands: [
      hand("machine_switched_on", 30_000),
      hand("machine_switched_on", 60_000),
      ...(isRemoved ? [hand("server_removed", 40_000)] : []),
    ],
    rates: {
      ...scenario.rates,
      boot_fails: random.pick([0, 0.3]),
      boot_slow: random.pick([0, 0.3]),
      capacity: random.pick([0, 0.3]),
      agent_freezes: random.pick([0, 0.02, 0.06]),
    },
    chaosMs: random.int(60, 160) * 1_000,
  };
}

/**
 * Short jobs, one after the other on one server, many of them cancelled, and functions that live long and hesitate: what
 * one of them has decided is carried out when the next job is there.
 */
function crowded(scenario: Scenario, random: Random): Scenario {
  const timeoutMs = 40_000;
  const first = scenario.servers.slice(0, 1);
  const isDevMode = random.chance(0.6);
  return {
    ...scenario,
    servers: first.map((server) => ({ ...server, devMode: isDevMode })),
    jobs: Array.from({ length: random.int(3, 6) }, () => ({
      at: random.int(0, 6_000),
      onBusy: "queue",
      runMs: random.pick([0, 1_000, 4_000]),
      maxQueueMs: null,
      maxAttempts: null,
      cancelAt: random.chance(0.5) ? random.int(1_000, 40_000) : null,
    })),
    clocks: clocksFor(timeoutMs),
    rates: {
      ...scenario.rates,
      stall: 0.02,
      slow_call: random.pick([0, 0.05]),
      capacity: random.pick([0, 0.4]),
      crash_after_call: random.pick([0, 0.02]),
    },
    hesitations: drawHesitations(random),
    timeoutMs,
    sweepEveryMs: 3_000,
    noNudges: null,
    chaosMs: random.int(30, 80) * 1_000,
  };
}
