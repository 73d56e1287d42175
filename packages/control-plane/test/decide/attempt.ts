import { I1, I2 } from "../../testing/world.ts";
import type { Row } from "./brief.ts";
import {
  ago,
  ASSIGNED,
  BEAT,
  CLAIM,
  CLOSED,
  CONFIGURED,
  FAILED,
  machine,
  QUEUED,
  SILENT_SERVER,
  SLEEPING,
  STARTED,
  TRAINED,
} from "./observed.ts";
import { heldBy } from "../../src/server/status-transitions.ts";

const HELD = heldBy(SLEEPING, QUEUED, ago(1_000));
const DEV = { ...HELD, dev_mode: true };
/** So long ago that every clock of the attempt has run out. */
const LONG_AGO = ago(900_000);
const suspect = (etag: string | null, since = ago(10_000)) => ({ ...HELD, suspect: { attempt: 1, etag, since } });

const ON = [machine(I1, "running")];
const BOOTED_LATE = { ...STARTED, started_at: ago(60_001) };
const LAST = { faults: 2 } as const;
const WARM = { ...CONFIGURED, warm: true };

export const CONFIG_CREATED: readonly Row[] = [
  [
    "crashed after the job was assigned",
    { job: ASSIGNED },
    "create_config, mark_config, leave_queue, start(I1 I2), rest",
  ],
  ["crashed after the config was created", { job: ASSIGNED, config: ASSIGNED }, "mark_config, start(I1 I2), rest"],
  ["crashed after the config was noted", { job: CONFIGURED, config: CONFIGURED }, "start(I1 I2), rest"],
  [
    "its machine is still stopping",
    { job: CONFIGURED, config: CONFIGURED, machines: [machine(I1, "stopping")] },
    "nothing",
  ],
  ["seen by a function without EC2", { job: CONFIGURED, config: CONFIGURED, machines: "unseen" }, "nothing"],
  [
    "in dev mode, until somebody takes it",
    { status: DEV, job: CONFIGURED, config: CONFIGURED, machines: "unseen" },
    "nothing",
  ],
  [
    "nobody has taken it until its queue's deadline",
    { job: { ...CONFIGURED, queue_deadline: ago(1) }, config: CONFIGURED },
    "end(queue_timeout)",
  ],
  ["EC2 boots its machine", { job: STARTED, config: STARTED, machines: [machine(I1, "pending")] }, "nothing"],
  ["its machine is on, and has not taken it yet", { job: STARTED, config: STARTED, machines: ON }, "nothing"],
  ["EC2 shows the machine as it was before the start", { job: STARTED, config: STARTED }, "nothing"],
  [
    "its machine went off again",
    { job: { ...STARTED, started_at: ago(10_001) }, config: STARTED },
    "start(I1 I2), rest",
  ],
  [
    "its machine goes off again and again",
    { job: { ...STARTED, started_at: ago(10_001), starts: 3 }, config: STARTED },
    "retry(boot_failed, I1)",
  ],
  [
    "its machine went off, and EC2 names a fault that stays",
    {
      job: { ...STARTED, started_at: ago(10_001) },
      config: STARTED,
      machines: [machine(I1, "stopped", { stateReason: "Client.InvalidSnapshot.NotFound" })],
    },
    "retry(boot_failed, I1)",
  ],
  ["the time to boot is over", { job: BOOTED_LATE, config: STARTED, machines: ON }, "suspect(nothing written), rest"],
  [
    "the time to boot is over, at a second look too early",
    { status: suspect(null, ago(9_999)), job: BOOTED_LATE, config: STARTED, machines: ON },
    "nothing",
  ],
  [
    "the time to boot is over, at a second look",
    { status: suspect(null), job: BOOTED_LATE, config: STARTED, machines: ON },
    "retry(boot_timeout, I1)",
  ],
  [
    "the time to boot is over, and so are the attempts",
    { status: suspect(null), job: { ...BOOTED_LATE, ...LAST }, config: STARTED, machines: ON },
    "end(boot_timeout)",
  ],
  ["a machine that was left on has not taken it yet", { job: WARM, config: WARM, machines: ON }, "nothing"],
  [
    "a machine that was left on does not take it",
    { job: { ...WARM, config_created_at: ago(10_001) }, config: WARM, machines: ON },
    "retry(no fault, I1)",
  ],
  ["a machine that was left on went off", { job: WARM, config: WARM }, "start(I1 I2), rest"],
];

const CLAIMED = { job: STARTED, config: STARTED, claim: CLAIM, machines: ON } as const;
const TAKEN = { ...CLAIMED, beatAt: ago(1_000) };
const LONG_ON = { ...STARTED, started_at: LONG_AGO };
const QUIET = { ...TAKEN, job: LONG_ON, claimedAt: ago(40_000), beatAt: ago(30_001) };
const LOST_POWER = { ...TAKEN, job: { ...STARTED, started_at: ago(10_001) }, machines: [] };

export const TRAINING: readonly Row[] = [
  ["its machine works", TAKEN, "nothing"],
  ["crashed after EC2 was told to start, before that was noted", { ...TAKEN, job: CONFIGURED }, "nothing"],
  ["crashed before the config was noted, and a machine was faster", { ...TAKEN, job: ASSIGNED }, "mark_config"],
  ["seen by a function without EC2", { ...TAKEN, machines: "unseen" }, "nothing"],
  [
    "in dev mode, on a machine of somebody's own",
    { ...TAKEN, status: DEV, claim: { ...CLAIM, instance: null }, machines: "unseen" },
    "nothing",
  ],
  ["another machine of the server is on too", { ...TAKEN, machines: [...ON, machine(I2, "running")] }, "stop(I2)"],
  ["silent for too long", QUIET, `suspect(${BEAT}), rest`],
  ["silent for too long, at a second look", { ...QUIET, status: suspect(BEAT) }, "retry(machine_silent, I1)"],
  [
    "silent for too long again, with another beat in between",
    { ...QUIET, status: suspect(`"earlier"`) },
    `suspect(${BEAT}), rest`,
  ],
  [
    "silent for too long, and the attempts are spent",
    { ...QUIET, status: suspect(BEAT), job: { ...LONG_ON, ...LAST } },
    "end(machine_silent)",
  ],
  ["suspected, and it beats again", { ...TAKEN, status: suspect(BEAT) }, "trust"],
  [
    "claimed by a machine that never wrote a word",
    { ...CLAIMED, job: LONG_ON, claimedAt: ago(30_001) },
    "suspect(nothing written), rest",
  ],
  ["on for longer than it may run", { ...TAKEN, claimedAt: ago(600_001) }, "end(run_timeout)"],
  ["its machine has lost its power", LOST_POWER, "start(I1, which has begun), rest"],
  ["EC2 shows its machine as it was before the start", { ...TAKEN, machines: [] }, "nothing"],
  ["its machine has lost its power too often", { ...LOST_POWER, job: { ...LOST_POWER.job, starts: 4 } }, "nothing"],
  ["nobody can read the claim", { ...TAKEN, claim: "corrupt", machines: [...ON, machine(I2, "running")] }, "nothing"],
  ["somebody has taken its config away", { ...TAKEN, config: "missing" }, "end(config_removed)"],
  ["its attempt is closed, and nobody wrote why", { ...TAKEN, claim: CLOSED }, "want_requeue(hold_lost)"],
];

const ENDED = { ...TAKEN, config: "missing", result: TRAINED } as const;

export const FINISHED: readonly Row[] = [
  ["with a result, and its config is gone", ENDED, "finish(trained, attempt 1)"],
  ["with a result, and its config is still there", { ...TAKEN, result: TRAINED }, "finish(trained, attempt 1)"],
  [
    "with a result, after every clock",
    { ...QUIET, claimedAt: LONG_AGO, result: TRAINED },
    "finish(trained, attempt 1)",
  ],
  ["with a fault", { ...ENDED, result: FAILED }, "finish(trainer_failed, attempt 1)"],
  ["with a result that nobody can read", { ...ENDED, result: "corrupt" }, "finish(trainer_failed, attempt 1)"],
];

const SILENT = { server: SILENT_SERVER, job: STARTED, config: STARTED, machines: ON } as const;

/** A server that only reads and deletes its config. */
export const WITHOUT_REPORTS: readonly Row[] = [
  ["it works, for all that is known", { ...SILENT, job: BOOTED_LATE }, "nothing"],
  ["its machine is not on yet", { ...SILENT, job: CONFIGURED, machines: [] }, "start(I1 I2), rest"],
  ["its machine went off", { ...SILENT, machines: [] }, "start(I1 I2), rest"],
  ["it has taken the config away", { ...SILENT, config: "missing" }, "finish(trained_unreported, attempt 1)"],
  [
    "there is no config, and it is not known that there was one",
    { ...SILENT, job: ASSIGNED, config: "missing", machines: [] },
    "create_config, mark_config, leave_queue, start(I1 I2), rest",
  ],
  ["it has run for longer than it may", { ...SILENT, job: LONG_ON }, "end(run_timeout)"],
];
