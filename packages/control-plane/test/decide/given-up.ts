import { heldBy } from "../../src/server/status-transitions.ts";
import { ending, requeueWanted, retried } from "../../src/job/transitions.ts";
import { I1, I2 } from "../../testing/world.ts";
import type { Row } from "./brief.ts";
import { ago, CLAIM, CLOSED, machine, QUEUED, SILENT_SERVER, SLEEPING, STARTED, TRAINED } from "./observed.ts";

const STAMP = { at: ago(1_000), by: "api" };
const ON = [machine(I1, "running")];
const DEV = { ...heldBy(SLEEPING, QUEUED, ago(1_000)), dev_mode: true };

const CANCELLED = { job: ending(STARTED, "cancelled", "", STAMP), config: STARTED, machines: ON } as const;

export const CANCELLING: readonly Row[] = [
  ["nobody has begun it", CANCELLED, "close_claim(attempt 1), delete_config, finish(cancelled, attempt 1)"],
  [
    "crashed after the claim was closed",
    { ...CANCELLED, claim: CLOSED },
    "delete_config, finish(cancelled, attempt 1)",
  ],
  ["a machine has begun it", { ...CANCELLED, claim: CLAIM }, "delete_config, finish(cancelled, attempt 1)"],
  [
    "crashed after the config was deleted",
    { ...CANCELLED, claim: CLOSED, config: "missing" },
    "finish(cancelled, attempt 1)",
  ],
  [
    "a result came after the decision",
    { ...CANCELLED, claim: CLAIM, config: "missing", result: TRAINED },
    "finish(cancelled, attempt 1)",
  ],
];

const NO_CAPACITY = { job: requeueWanted(STARTED, "capacity", "", STAMP), config: STARTED } as const;

export const BACK_TO_THE_QUEUE: readonly Row[] = [
  ["nobody has begun it", NO_CAPACITY, "close_claim(attempt 1)"],
  ["crashed after the claim was closed", { ...NO_CAPACITY, claim: CLOSED }, "delete_config, requeue"],
  ["crashed after the config was deleted", { ...NO_CAPACITY, claim: CLOSED, config: "missing" }, "requeue"],
  ["a machine was faster", { ...NO_CAPACITY, claim: CLAIM }, "keep_attempt"],
  ["a machine has finished it", { ...NO_CAPACITY, claim: CLAIM, result: TRAINED }, "finish(trained, attempt 1)"],
  [
    "a machine that does not report may be at it",
    { ...NO_CAPACITY, server: SILENT_SERVER, claim: CLOSED, machines: ON },
    "delete_config, stop(I1), rest",
  ],
  [
    "a machine that does not report is still stopping",
    { ...NO_CAPACITY, server: SILENT_SERVER, claim: CLOSED, config: "missing", machines: [machine(I1, "stopping")] },
    "nothing",
  ],
  [
    "a machine that does not report is off",
    { ...NO_CAPACITY, server: SILENT_SERVER, claim: CLOSED, config: "missing" },
    "requeue",
  ],
  [
    "a machine that does not report, seen by a function without EC2",
    { ...NO_CAPACITY, server: SILENT_SERVER, claim: CLOSED, config: "missing", machines: "unseen" },
    "nothing",
  ],
  [
    "a machine that does not report, in dev mode",
    { ...NO_CAPACITY, status: DEV, server: SILENT_SERVER, claim: CLOSED, config: "missing", machines: "unseen" },
    "requeue",
  ],
];

/** Silent on I1: attempt 2 is for I2, as soon as I1 was seen off. */
const silentSince = (ms: number) =>
  retried(STARTED, { fault: "machine_silent", fence: I1, detail: "" }, { at: ago(ms), by: "sweep" });
const RETRIED = { job: silentSince(1_000), config: STARTED, before: { claim: CLAIM } } as const;
const WAITED = { ...RETRIED, job: silentSince(20_000) };

export const NEXT_ATTEMPT: readonly Row[] = [
  // As the one that is fenced off, and as the one that the claim names: stopping it again changes nothing.
  ["the machine of the one before is on", { ...RETRIED, machines: ON }, "stop(I1 I1), rest"],
  [
    "the machine of the one before is on, and the time in which it could be stopped is over",
    { ...RETRIED, job: silentSince(10_000), machines: ON },
    "renew_fence, stop(I1 I1), rest",
  ],
  ["it is stopping", { ...WAITED, machines: [machine(I1, "stopping")] }, "nothing"],
  ["it is off, and an earlier stop may still be on its way", RETRIED, "nothing"],
  ["it was seen off", WAITED, "rewrite_config, unfence(I2), start(I2 I1), rest"],
  [
    "it was seen off, and the config is gone",
    { ...WAITED, config: "missing" },
    "create_config, unfence(I2), start(I2 I1), rest",
  ],
  [
    "crashed after the config was rewritten",
    { ...WAITED, config: WAITED.job },
    "rewrite_config, unfence(I2), start(I2 I1), rest",
  ],
  ["seen by a function without EC2", { ...WAITED, machines: "unseen" }, "nothing"],
  ["nobody had begun the one before", { ...RETRIED, before: { claim: "missing" } }, "close_claim(attempt 1)"],
  [
    "another machine than the fenced one had begun the one before",
    { ...RETRIED, before: { claim: { ...CLAIM, instance: I2 } }, machines: [machine(I2, "running")] },
    "stop(I2), rest",
  ],
  [
    "the one before was finished after all",
    { ...RETRIED, before: { claim: CLAIM, result: TRAINED } },
    "close_claim(attempt 2), finish(trained, attempt 1)",
  ],
  [
    "the one before was finished after all, crashed after the claim was closed",
    { ...RETRIED, claim: CLOSED, before: { claim: CLAIM, result: TRAINED } },
    "finish(trained, attempt 1)",
  ],
  ["in dev mode, before a trainer has given up by itself", { ...WAITED, status: DEV, machines: "unseen" }, "nothing"],
  [
    "in dev mode, when it has",
    { ...WAITED, status: DEV, job: silentSince(50_000), machines: "unseen" },
    "rewrite_config, unfence(I2), rest",
  ],
];
