import { heldBy } from "../../src/server/status-transitions.ts";
import { I1, I2 } from "../../testing/world.ts";
import type { Row } from "./brief.ts";
import { ago, CLAIM, machine, NEXT, overBy, QUEUED, SILENT_SERVER, SLEEPING, STOPPING } from "./observed.ts";

const ON = [machine(I1, "running")];
const HELD = heldBy(SLEEPING, QUEUED, ago(1_000));
const DEV = { ...HELD, dev_mode: true };
const TRAINED = { job: overBy("trained"), claim: CLAIM, machines: ON } as const;
const WAITED_FOR = { ...TRAINED, waiting: [NEXT] };

const SWITCH_OFF = "begin_stopping(job, I1), clear_leftovers(job)";
const HAND_OVER = "hand_over(next), write_receipt(job, handed to next), clear_leftovers(job)";

export const OVER: readonly Row[] = [
  ["nobody waits", TRAINED, SWITCH_OFF],
  ["failed, and nobody waits", { ...TRAINED, job: overBy("trainer_failed") }, SWITCH_OFF],
  [
    "nobody had begun it",
    { ...TRAINED, job: overBy("cancelled"), claim: "missing" },
    "begin_stopping(job, no machine), clear_leftovers(job)",
  ],
  [
    "seen by a function without EC2, which cannot tell whether the machine is on",
    { ...TRAINED, machines: "unseen" },
    "nothing",
  ],
  [
    "cancelled, seen by a function without EC2",
    { ...TRAINED, job: overBy("cancelled"), machines: "unseen" },
    SWITCH_OFF,
  ],
  ["in dev mode", { ...TRAINED, status: DEV, machines: "unseen" }, SWITCH_OFF],
  ["another job waits", WAITED_FOR, `${HAND_OVER}, assign(I1, warm), create_config, mark_config, leave_queue, rest`],
  [
    "another job waits, in dev mode",
    { ...WAITED_FOR, status: DEV, machines: "unseen" },
    `${HAND_OVER}, assign(I1), create_config, mark_config, leave_queue, rest`,
  ],
  [
    "another job has waited too long",
    { ...TRAINED, waiting: [{ ...NEXT, queue_deadline: ago(1) }] },
    "refuse(queue_timeout)",
  ],
  [
    "another job waits, and the machine is dead or unwilling",
    { ...WAITED_FOR, job: overBy("machine_silent") },
    SWITCH_OFF,
  ],
  ["another job waits, and the machine is off", { ...WAITED_FOR, machines: [] }, SWITCH_OFF],
  [
    "another job waits, and a second machine is on",
    { ...WAITED_FOR, machines: [...ON, machine(I2, "pending")] },
    SWITCH_OFF,
  ],
  [
    "another job waits for another machine",
    { ...WAITED_FOR, claim: { ...CLAIM, instance: null } },
    "begin_stopping(job, no machine), clear_leftovers(job)",
  ],
  ["another job waits, and the machine does not report", { ...WAITED_FOR, server: SILENT_SERVER }, SWITCH_OFF],
  [
    "another job waits, and dev mode was asked for",
    { ...WAITED_FOR, status: { ...HELD, pending_dev_mode: true } },
    SWITCH_OFF,
  ],
];

const intentOf = (job: typeof QUEUED.id | null, at = ago(1_000)) => ({
  ...STOPPING,
  stopping: { id: "stop-1", at, job, instance: null, by: "stop" },
});

export const STOPPING_ROWS: readonly Row[] = [
  ["the machine is on", { status: intentOf(QUEUED.id), machines: ON }, "stop(I1), rest"],
  ["two machines are on", { status: STOPPING, machines: [...ON, machine(I2, "pending")] }, "stop(I1 I2), rest"],
  [
    "the machine is on, and the time in which it could be stopped is over",
    { status: intentOf(QUEUED.id, ago(10_000)), machines: ON },
    "renew_stopping, stop(I1), rest",
  ],
  [
    "the machine is stopping",
    { status: intentOf(QUEUED.id, ago(20_000)), machines: [machine(I1, "stopping")] },
    "nothing",
  ],
  [
    "the machine is off, and an earlier stop may still be on its way",
    { status: intentOf(QUEUED.id, ago(19_999)) },
    "nothing",
  ],
  [
    "the machine was seen off",
    { status: intentOf(QUEUED.id, ago(20_000)) },
    "write_receipt(job, handed to no job), sleep",
  ],
  ["no job had the machine", { status: intentOf(null, ago(20_000)) }, "sleep"],
  ["a job waits", { status: intentOf(null, ago(1_000)), waiting: [NEXT] }, "nothing"],
  ["seen by a function without EC2", { status: intentOf(QUEUED.id, ago(20_000)), machines: "unseen" }, "nothing"],
  [
    "in dev mode, where nothing is switched",
    { status: { ...intentOf(QUEUED.id), dev_mode: true }, machines: "unseen" },
    "write_receipt(job, handed to no job), sleep",
  ],
];
