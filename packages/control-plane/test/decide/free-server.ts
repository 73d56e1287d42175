import { I1, I2 } from "../../testing/world.ts";
import type { Row } from "./brief.ts";
import { ago, ASSIGNED, machine, NEXT, OTHER, overBy, QUEUED, SERVER, SLEEPING } from "./observed.ts";

const LATE = { ...NEXT, queue_deadline: ago(1) };
const IMPATIENT = { ...NEXT, reject_after: ago(1) };
const GONE_ELSEWHERE = { ...ASSIGNED, server: OTHER };
const DEV = { ...SLEEPING, dev_mode: true };

const TAKEN = "assign(I1), create_config, mark_config, leave_queue";

export const FREE: readonly Row[] = [
  ["nobody waits", {}, "nothing"],
  ["a job waits", { waiting: [NEXT] }, `hold_server(next), ${TAKEN}, start(I1 I2), rest`],
  [
    "a job waits, seen by a function without EC2",
    { waiting: [NEXT], machines: "unseen" },
    `hold_server(next), ${TAKEN}, rest`,
  ],
  [
    "a job waits, in dev mode",
    { status: DEV, waiting: [NEXT], machines: "unseen" },
    `hold_server(next), ${TAKEN}, rest`,
  ],
  [
    "a job waits, and a machine is on already",
    { waiting: [NEXT], machines: [machine(I2, "running")] },
    "hold_server(next), assign(I2, warm), create_config, mark_config, leave_queue, rest",
  ],
  [
    "a job waits, and its machine is still stopping",
    { waiting: [NEXT], machines: [machine(I1, "stopping")] },
    `hold_server(next), ${TAKEN}, rest`,
  ],
  [
    "a job waits behind an entry whose job has a server",
    { waiting: [ASSIGNED, NEXT] },
    `leave_queue, hold_server(next), ${TAKEN}, start(I1 I2), rest`,
  ],
  [
    "a job waits behind one that nobody can read",
    { waiting: ["unreadable", NEXT] },
    `hold_server(next), ${TAKEN}, start(I1 I2), rest`,
  ],
  ["a job has waited too long", { waiting: [LATE] }, "refuse(queue_timeout)"],
  ["a job did not want to wait", { waiting: [IMPATIENT] }, "refuse(server_busy)"],
  [
    "a job waits, and there was no capacity a moment ago",
    { status: { ...SLEEPING, backoff_until: ago(-1) }, waiting: [NEXT] },
    "nothing",
  ],
  [
    "a job waits, and there was no capacity some time ago",
    { status: { ...SLEEPING, backoff_until: ago(0) }, waiting: [NEXT] },
    `hold_server(next), ${TAKEN}, start(I1 I2), rest`,
  ],
  ["dev mode was asked for", { status: { ...SLEEPING, pending_dev_mode: true }, waiting: [NEXT] }, "apply_dev_mode"],
  ["a machine was started a moment ago", { machines: [machine(I1, "running")] }, "nothing"],
  [
    "a machine is on for longer than the grace time",
    { machines: [machine(I1, "running", { launchedAt: ago(30_000) })] },
    "begin_stopping(no job, no machine)",
  ],
  ["a machine is on for too long, in dev mode", { status: DEV, machines: "unseen" }, "nothing"],
  [
    "active without a job, as no step leaves it",
    { status: { ...SLEEPING, status: "active" } },
    "begin_stopping(no job, no machine)",
  ],
];

/** The status names a job that no server has been written into yet: a crash after the first write, or a lost race. */
export const CLAIMED: readonly Row[] = [
  ["crashed after the status was written", { job: QUEUED }, `hold_server(job), ${TAKEN}, start(I1 I2), rest`],
  [
    "crashed after the status was written, seen by a function without EC2",
    { job: QUEUED, machines: "unseen" },
    `hold_server(job), ${TAKEN}, rest`,
  ],
  ["the job has waited too long", { job: { ...QUEUED, queue_deadline: ago(1) } }, "finish(queue_timeout, attempt 0)"],
  ["the job did not want to wait", { job: { ...QUEUED, reject_after: ago(1) } }, "finish(server_busy, attempt 0)"],
  [
    "the server does not serve the job's task any more",
    { job: QUEUED, server: { ...SERVER, instances: { "tabular-regression": [I1] } } },
    "put_back, release_server",
  ],
  [
    "the server is forgotten, and nobody knows its machines",
    { job: QUEUED, server: { ...SERVER, instances: {} }, machines: "unseen" },
    "put_back, begin_stopping(no job, no machine)",
  ],
  ["another server has the job", { job: GONE_ELSEWHERE }, "release_server"],
  [
    "another server has the job, and a machine is on",
    { job: GONE_ELSEWHERE, machines: [machine(I1, "running")] },
    "begin_stopping(no job, no machine)",
  ],
  [
    "another server has the job, and this very run took the server",
    { job: GONE_ELSEWHERE, machines: [machine(I1, "running")], heldByThisRun: true },
    "release_server",
  ],
  ["another server has run the job", { job: { ...overBy("trained"), server: OTHER } }, "release_server"],
  [
    "the job was cancelled while it waited",
    { job: overBy("cancelled", QUEUED) },
    "clear_leftovers(job), release_server",
  ],
  [
    "there is no such job",
    { status: { ...SLEEPING, status: "active", token: QUEUED.id }, job: "missing" },
    "begin_stopping(no job, no machine)",
  ],
  [
    "nobody can read the job",
    { status: { ...SLEEPING, status: "active", token: QUEUED.id }, job: "corrupt" },
    "begin_stopping(no job, no machine)",
  ],
];
