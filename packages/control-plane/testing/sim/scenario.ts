import { DEFAULT_SERVER, InstanceId, ServerName } from "@flash/schemas";
import { Clocks } from "../../src/fleet/clocks.ts";
import { ServerConfig } from "../../src/fleet/fleet.ts";
import { FAULT_KINDS, type FaultKind, FAULTS } from "./fault-kinds.ts";
import { drawHesitations, type Hesitation } from "./hesitation.ts";
import type { Random } from "./random.ts";
import { IN_FLIGHT_MS } from "./scheduler.ts";

export interface ServerPlan {
  readonly config: ServerConfig;
  readonly devMode: boolean;
}

/** One caller who wants one job. All times in ms from the beginning. */
export interface JobPlan {
  readonly at: number;
  readonly onBusy: "queue" | "reject";
  /** How long the training takes. */
  readonly runMs: number;
  readonly maxQueueMs: number | null;
  readonly cancelAt: number | null;
  readonly maxAttempts: number | null;
}

/** Something that a person does in the bucket, in the EC2 console or in the configuration. */
export interface HandPlan {
  readonly at: number;
  readonly kind: FaultKind;
  readonly server: number;
}

export interface Scenario {
  readonly servers: readonly ServerPlan[];
  readonly jobs: readonly JobPlan[];
  readonly hands: readonly HandPlan[];
  readonly clocks: Clocks;
  readonly rates: Readonly<Record<FaultKind, number>>;
  /** Only with faults of functions. */
  readonly hesitations: readonly Hesitation[];
  /** A function's time limit. */
  readonly timeoutMs: number;
  /** A call takes up to so long when nothing is wrong. */
  readonly callMs: number;
  readonly sweepEveryMs: number;
  /** Nothing nudges anything in between. */
  readonly noNudges: { readonly from: number; readonly to: number } | null;
  readonly stopsPending: boolean;
  /** How often a training server without work looks for some. */
  readonly pollMs: number;
  /** An agent that was not spoken to for so long switches its machine off; null: it never does. */
  readonly idleOffMs: number | null;
  /** How wrong the clocks of training servers are. */
  readonly agentClockMs: number;
  /** Then the faults end and everything must come to rest. */
  readonly chaosMs: number;
}

const SWEEP_MS = 10_000;
/** The agent's, of which several fit into {@link clocksFor}'s silence. */
export const POLL_MS = 2_000;
export const BEAT_MS = 4_000;

/** Seconds where the real ones are minutes; the proportions are the real ones. */
export const clocksFor = (timeoutMs: number): Clocks =>
  Clocks.parse({
    maxQueueMs: 600_000,
    maxBootMs: 40_000,
    maxSilenceMs: 26_000,
    maxRunMs: 200_000,
    maxAttempts: 3,
    stopGraceMs: 20_000,
    // Times are cut to whole seconds, once where the intent is written and once where it is read.
    stopLeaseMs: 2 * (timeoutMs + IN_FLIGHT_MS + 2_000),
    secondLookMs: SWEEP_MS,
    maxClaimMs: 4 * POLL_MS,
    capacityBackoffMs: 20_000,
    maxStarts: 3,
  });

/** Which groups of faults a schedule may have. Without those of machines and people no attempt may be lost at all. */
const PROFILES = [
  ["function", "store", "ec2", "nudge", "client"],
  ["function", "store", "ec2", "nudge", "client", "owner"],
  ["function", "store", "ec2", "nudge", "client", "owner", "machine"],
  ["ec2", "nudge", "owner", "machine"],
  ["function", "store", "nudge", "client", "person"],
  ["function", "store", "ec2", "nudge", "client", "machine", "owner", "person"],
] as const satisfies readonly (readonly (keyof typeof FAULTS)[])[];

/** The chance of each kind at each place where it could strike: seldom, often. */
const RATE: Readonly<Record<keyof typeof FAULTS, readonly [number, number]>> = {
  function: [0.004, 0.02],
  store: [0.004, 0.02],
  ec2: [0.05, 0.3],
  nudge: [0.1, 0.5],
  client: [0.2, 0.5],
  machine: [0.15, 0.5],
  person: [0.3, 0.6],
  owner: [0.3, 0.6],
};
/** These strike at every call of an agent, of which there are many. */
const RARE: ReadonlySet<FaultKind> = new Set(["agent_freezes", "agent_dies", "power_loss"]);
const RARITY = 0.05;

/** A schedule with no theme of its own. */
export function drawPlainScenario(random: Random): Scenario {
  const profile = random.pick(PROFILES);
  const timeoutMs = random.pick([6_000, 15_000, 40_000, 40_000]);
  const chaosMs = random.int(40, 160) * 1_000;
  const rates = drawRates(profile, random);
  const noNudges = rates.no_nudges > 0 ? random.int(0, chaosMs / 2) : null;
  return {
    servers: drawServers(random),
    jobs: Array.from({ length: random.pick([1, 2, 3, 3, 4, 5]) }, () => drawJob(random, chaosMs)),
    hands: drawHands(rates, random, chaosMs),
    clocks: clocksFor(timeoutMs),
    rates,
    hesitations: rates.stall + rates.slow_call > 0 ? drawHesitations(random.fork("hesitations")) : [],
    timeoutMs,
    callMs: random.pick([30, 120, timeoutMs / 60, timeoutMs / 12]),
    sweepEveryMs: random.pick([SWEEP_MS, SWEEP_MS, 3 * SWEEP_MS]),
    noNudges: noNudges === null ? null : { from: noNudges, to: noNudges + random.int(45, 90) * 1_000 },
    stopsPending: random.chance(0.5),
    idleOffMs: random.chance(0.25) ? random.int(40, 70) * 1_000 : null,
    pollMs: random.pick([POLL_MS, POLL_MS, POLL_MS / 5]),
    agentClockMs: random.pick([0, -600_000, 600_000]),
    chaosMs,
  };
}

function drawRates(profile: readonly (keyof typeof FAULTS)[], random: Random): Record<FaultKind, number> {
  const rates = new Map<FaultKind, number>(FAULT_KINDS.map((kind) => [kind, 0]));
  for (const group of profile) {
    for (const kind of FAULTS[group]) {
      const rate = random.pick([0, 0, ...RATE[group]]);
      rates.set(kind, RARE.has(kind) ? rate * RARITY : rate);
    }
  }
  // Every kind was set above.
  return Object.fromEntries(rates) as Record<FaultKind, number>;
}

const instance = (server: number, index: number): InstanceId =>
  InstanceId.parse(`i-${(server * 16 + index + 1).toString(16).padStart(17, "0")}`);

export const serverOf = (index: number, places: readonly number[], reports: boolean): ServerConfig =>
  ServerConfig.parse({
    name: index === 0 ? DEFAULT_SERVER : ServerName.parse(`gpu-${index}`),
    instances: { "text-classification": places.map((place) => instance(index, place)) },
    reports,
    usdPerHour: 1,
  });

function drawServers(random: Random): readonly ServerPlan[] {
  return Array.from({ length: random.pick([1, 1, 1, 2, 2, 3]) }, (_, index) => {
    const places = random.pick([[0], [0, 1], [0, 1]]);
    const config = serverOf(index, places, !random.chance(0.12));
    return { config, devMode: random.chance(0.2) };
  });
}

function drawJob(random: Random, chaosMs: number): JobPlan {
  const at = random.pick([0, 0, random.int(0, 20), random.int(0, chaosMs / 1_000)]) * 1_000;
  return {
    at,
    onBusy: random.chance(0.15) ? "reject" : "queue",
    runMs: random.pick([0, random.int(0, 3), random.int(2, 12), random.int(10, 50)]) * 1_000,
    maxQueueMs: random.chance(0.12) ? random.int(5, 60) * 1_000 : null,
    maxAttempts: random.pick([null, null, 1, 2]),
    cancelAt: random.chance(0.25) ? at + random.pick([random.int(0, 5), random.int(0, 60)]) * 1_000 : null,
  };
}

function drawHands(rates: Readonly<Record<FaultKind, number>>, random: Random, chaosMs: number): readonly HandPlan[] {
  return [...FAULTS.person, ...FAULTS.owner].flatMap((kind) =>
    random.chance(rates[kind])
      ? // While the first job is on its way, or at any time.
        [{ at: random.pick([random.int(0, 20_000), random.int(0, chaosMs)]), kind, server: random.int(0, 2) }]
      : [],
  );
}
