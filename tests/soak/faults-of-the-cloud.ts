import type { Random } from "@flash/control-plane/sim";
import type { PlatformUnderFire } from "./platform-under-fire.ts";

/** One thing that goes wrong, and for how long or how often. Returns what it was, for the log; null: there was nothing to strike. */
type Fault = (under: PlatformUnderFire, random: Random) => Promise<string | null> | string | null;

/** What is not used up by then is taken back: a fault that waits for its case would strike when nobody expects any. */
const ARMED_MS = 10_000;

const TRIGGERS = ["start", "stop", "sweep"] as const;
const EVENT_FATES = ["drop", "double", "reorder"] as const;
const OUTAGES = ["RequestLimitExceeded", "InternalError", "Unavailable"] as const;
const S3_KINDS = ["409", "503", "500", "reset", "delay", "commit_then_500", "commit_then_reset"] as const;
const S3_METHODS = ["GET", "PUT", "DELETE"] as const;
/** What the control plane and the training servers go by. */
const S3_KEYS = [
  /status\.json$/u,
  /training\.json$/u,
  /job\.json$/u,
  /^open\//u,
  /^queue\//u,
  /claim\.json$/u,
  /progress\.json$/u,
  /result\.json$/u,
  /receipt\.json$/u,
  /\/(?:model|checkpoint)\//u,
];

const later = (ms: number, act: () => unknown): void => void setTimeout(act, ms).unref();

/** Strikes a machine that is on. */
const atMachine =
  (strike: (under: PlatformUnderFire, instance: string, random: Random) => Promise<string>): Fault =>
  async (under, random) => {
    const on = under.instances.filter((instance) => under.platform.ec2.state(instance) === "running");
    return on.length === 0 ? null : strike(under, random.pick(on), random);
  };

export const FAULTS_OF_THE_CLOUD: Readonly<Record<string, Fault>> = {
  "the agent is killed": atMachine(async ({ platform }, instance) => {
    await platform.ec2.kill(instance);
    return instance;
  }),
  "the machine freezes": atMachine(async ({ platform }, instance, random) => {
    const ms = random.int(500, 15_000);
    await platform.ec2.freeze(instance);
    // It may be off by then.
    later(ms, () => platform.ec2.thaw(instance).catch(() => undefined));
    return `${instance} for ${ms} ms`;
  }),
  "the power fails": atMachine(async ({ platform }, instance) => {
    await platform.ec2.cutPower(instance);
    return instance;
  }),
  "EC2 has no capacity": ({ platform }, random) => {
    const times = random.int(1, 4);
    later(ARMED_MS, platform.ec2.faults.refuse({ code: "InsufficientInstanceCapacity", times }));
    return `${times} times`;
  },
  "EC2 is out of order": ({ platform }, random) => {
    const [code, times] = [random.pick(OUTAGES), random.int(1, 5)];
    later(ARMED_MS, platform.ec2.faults.refuse({ code, times }));
    return `${code}, ${times} times`;
  },
  "a boot fails": ({ platform }) => {
    later(ARMED_MS, platform.ec2.faults.failBoot({ times: 1 }));
    return "the next one";
  },
  "a boot is slow": ({ platform }, random) => {
    const pendingMs = random.int(2_000, 20_000);
    later(ARMED_MS, platform.ec2.faults.slowBoot({ times: 1, pendingMs }));
    return `the next one, ${pendingMs} ms`;
  },
  "stopping hangs": ({ platform }, random) => {
    const ms = random.int(1_000, 12_000);
    later(ms, platform.ec2.faults.stickStopping());
    return `for ${ms} ms`;
  },
  "EC2 tells of the past": ({ platform }, random) => {
    const [lagMs, ms] = [random.int(100, 1_200), random.int(2_000, 8_000)];
    platform.ec2.faults.describeLagMs = lagMs;
    later(ms, () => (platform.ec2.faults.describeLagMs = 0));
    return `${lagMs} ms old, for ${ms} ms`;
  },
  "an event goes astray": ({ platform }, random) => {
    const functionName = random.pick(TRIGGERS);
    const fate = random.chance(0.3) ? { delayMs: random.int(200, 8_000) } : random.pick(EVENT_FATES);
    later(ARMED_MS, platform.functions.faults.onEvent({ functionName, fate, times: random.int(1, 3) }));
    return `${functionName}, ${typeof fate === "string" ? fate : `delayed by ${fate.delayMs} ms`}`;
  },
  "a function dies": ({ platform }, random) => {
    const functionName = random.pick([...TRIGGERS, "api"]);
    const when = random.chance(0.2) ? "before" : { afterMs: random.int(0, 250) };
    later(ARMED_MS, platform.functions.faults.crash({ functionName, when, times: random.int(1, 3) }));
    return `${functionName}, ${typeof when === "string" ? "before it begins" : `after ${when.afterMs} ms`}`;
  },
  "S3 fails": ({ platform }, random) => {
    const [kind, key, times] = [random.pick(S3_KINDS), random.pick(S3_KEYS), random.int(1, 6)];
    const method = random.pick(S3_METHODS);
    later(
      ARMED_MS,
      platform.s3.faults.failNext({ kind, match: { key, method }, times, delayMs: random.int(10, 5_000) }),
    );
    return `${kind}, ${method} ${key.source}, ${times} times`;
  },
};
