import { FakeObjectStore } from "../fake-object-store.ts";
import { toBody } from "../../src/documents/documents.ts";
import { createFirstStatus } from "../../src/server/reconcile.ts";
import { serverOfKey, statusKey } from "@flash/schemas";
import { count, type Coverage, noCoverage } from "./coverage.ts";
import { Faults, type Strike } from "./faults.ts";
import { Functions } from "./functions.ts";
import { Inspector } from "./inspector.ts";
import { INVARIANTS, type Violation } from "./invariants.ts";
import { Nudges } from "./nudges.ts";
import { OverdueStates } from "./overdue.ts";
import { ParsedOnceDocuments } from "./parsed-once.ts";
import { People } from "./people.ts";
import { Random } from "./random.ts";
import { IdleMachines, unrest } from "./rest.ts";
import { drawScenario } from "./draw-scenario.ts";
import { Scheduler } from "./scheduler.ts";
import { stateOf } from "./state-pairs.ts";
import { TrainingMachines } from "./training-machines.ts";
import { chancesOf } from "./ec2-chances.ts";
import { VirtualEc2 } from "./virtual-ec2.ts";
import type { World } from "./world.ts";

export interface RunOptions {
  /** Places of faults that do not strike; see {@link Faults}. */
  readonly suppressed?: ReadonlySet<string>;
  readonly trace?: (atMs: number, who: string, what: string) => void;
}

export interface Outcome {
  readonly seed: number;
  readonly violation: Violation | null;
  readonly strikes: readonly Strike[];
  readonly coverage: Coverage;
  /** Calls of S3 and EC2. */
  readonly calls: number;
  /** Virtual ms. */
  readonly lastedMs: number;
}

const T0 = 1_800_000_000_000;
/** After the faults have ended, everything must have come to rest within this virtual time. */
const REST_MS = 2 * 3_600_000;

/** Runs one schedule: the same seed and the same suppressed faults give the same schedule, call by call. */
export async function runSchedule(seed: number, options: RunOptions = {}): Promise<Outcome> {
  const random = new Random(seed);
  const scenario = drawScenario(random.fork("scenario"));
  const scheduler = new Scheduler(T0, random.fork("scheduler"));
  const coverage = noCoverage();
  const { trace } = options;
  const tell = trace === undefined ? null : (who: string, what: string) => trace(scheduler.now - T0, who, what);
  const faults = new Faults(scenario.rates, options.suppressed ?? new Set(), ({ kind, place }) => {
    count(coverage.faults, kind);
    tell?.("FAULT", place);
  });
  const now = (): number => scheduler.now;
  const store: FakeObjectStore = new FakeObjectStore(now, {
    onChange: ({ kind, key }) => {
      inspector.changed(kind, key);
      const server = serverOfKey(key);
      if (server !== null && key.endsWith("training.json")) nudges.configChanged(server, kind);
      noteState();
    },
  });
  const inspector = new Inspector(scenario, now, (key) => store.peek(key));
  const ec2Random = random.fork("ec2");
  const ec2 = new VirtualEc2(chancesOf(scenario, faults, ec2Random, inspector, now), {
    now,
    after: (ms, fire) => scheduler.after(ms, fire),
    changed: (instance, server, state, why) => {
      tell?.("EC2", `${instance} of ${server} is ${state} (${why})`);
      if (why === "Client.UserInitiatedShutdown") inspector.machineChanged(instance, server, state);
      machines.changed(instance, server, state);
      nudges.machineChanged(state);
      noteState();
    },
  });
  const world: World = {
    seed,
    scenario,
    random: random.fork("world"),
    scheduler,
    store,
    ec2,
    faults,
    inspector,
    coverage,
    trace: tell,
  };
  const noteState = (): void => {
    for (const job of inspector.facts.jobs.values()) count(coverage.states, stateOf(job, inspector.facts, ec2));
  };
  const functions = new Functions(
    world,
    scenario.servers.map(({ config }) => config),
  );
  const machines = new TrainingMachines(world);
  const nudges = new Nudges(world, functions);
  const people = new People(world, functions);
  await setUp(world, machines);
  nudges.begin();
  people.begin();

  const endOfChaos = T0 + scenario.chaosMs;
  const idle = new IdleMachines(world);
  const overdue = new OverdueStates(world);
  let atRest: string | null = "the faults have not ended";
  nudges.afterSweep = (sweep) => {
    idle.afterSweep(sweep);
    overdue.afterSweep(sweep);
    if (scheduler.now > endOfChaos && people.areDone) atRest = unrest(world);
  };
  scheduler.at(endOfChaos, () => {
    faults.isOn = false;
    tell?.("WORLD", "no more faults from here on");
  });
  await scheduler.run(() => inspector.violation !== null || atRest === null || scheduler.now > endOfChaos + REST_MS);
  if (inspector.violation === null && atRest !== null) inspector.report("rest", atRest);
  for (const job of inspector.facts.jobs.values()) count(coverage.ends, job.outcome?.reason ?? job.state);
  for (const move of inspector.facts.moves) count(coverage.moves, move);
  const violation = inspector.violation;
  if (violation !== null) tell?.("VIOLATION", `${INVARIANTS[violation.invariant]}: ${violation.detail}`);
  return {
    seed,
    violation: violation === null ? null : { ...violation, at: violation.at - T0 },
    strikes: faults.strikes,
    coverage,
    calls: store.calls.length,
    lastedMs: scheduler.now - T0,
  };
}

async function setUp({ scenario, store, ec2, inspector }: World, machines: TrainingMachines): Promise<void> {
  let writes = 0;
  const documents = new ParsedOnceDocuments(store, () => `setup-${(writes += 1)}`);
  const mayBeInDevMode = scenario.hands.some(({ kind }) => kind === "dev_mode_switched");
  for (const { config, devMode } of scenario.servers) {
    for (const instance of Object.values(config.instances).flat()) {
      ec2.add(instance, config.name);
      inspector.serverOf.set(instance, config.name);
    }
    if (!config.reports) inspector.facts.unreporting.add(config.name);
    await createFirstStatus({ documents, server: config });
    if (devMode) {
      const status = JSON.parse(store.peek(statusKey(config.name)) ?? "{}") as object;
      store.edit(statusKey(config.name), toBody({ ...status, rev: 2, dev_mode: true }));
    }
    if (devMode || mayBeInDevMode) machines.beginPerson(config.name);
  }
}
