import { DEFAULT_SERVER, InstanceId, TaskType } from "@flash/schemas";
import { Clocks, Fleet } from "@flash/control-plane";

export const REGION = "us-east-1";
export const BUCKET = "flash-local";
/** What the machines carry as their stack: the only machines that the functions may switch. */
export const STACK = "flash-local";

const MACHINE = InstanceId.parse("i-0f1a5000000000001");

/** One server, one machine, every task type: what a newcomer starts with. */
export const LOCAL_FLEET: Fleet = Fleet.parse([
  {
    name: DEFAULT_SERVER,
    instances: Object.fromEntries(TaskType.options.map((taskType) => [taskType, [MACHINE]])),
    // So that receipts have something to show; nothing on this machine costs anything.
    usdPerHour: 0.3328,
  },
]);

/** Every function of the local platform is ended after so long. */
export const FUNCTION_TIMEOUT_MS = 4_000;

/** Machines boot in a second here, so every clock is shorter than on AWS. Half of the lease still outlives every function. */
export const LOCAL_CLOCKS: Clocks = Clocks.parse({
  maxBootMs: 60_000,
  maxSilenceMs: 30_000,
  stopGraceMs: 15_000,
  stopLeaseMs: 2 * FUNCTION_TIMEOUT_MS + 1_000,
  secondLookMs: 3_000,
  maxClaimMs: 10_000,
  capacityBackoffMs: 8_000,
});
