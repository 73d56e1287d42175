import { heldBy } from "../../src/server/status-transitions.ts";
import type { Row } from "./brief.ts";
import { ago, NEXT, overBy, QUEUED, SLEEPING, STARTED, STOPPING } from "./observed.ts";

const REQUEUED = { ...QUEUED, attempt: 1 };

/** Somebody has changed the bucket, or a write came very late. */
export const BY_HAND: readonly Row[] = [
  ["the status is gone", { status: "missing" }, "rebuild_status(no job, stopping)"],
  ["the status is gone while a job trains", { status: "missing", config: STARTED }, "rebuild_status(job)"],
  [
    "nobody can read the status, which said dev mode",
    { status: "corrupt" },
    "rebuild_status(no job, stopping, dev mode)",
  ],
  ["nobody can read the config", { config: "corrupt" }, "delete_config"],
  ["nobody can read the config's job", { config: STARTED, configJob: "corrupt" }, "nothing"],
  ["there is no such job as the config's", { config: STARTED, configJob: "missing" }, "delete_config"],
  ["the config's job is over", { config: STARTED, configJob: overBy("trained") }, "delete_config"],
  ["the config's job waits again", { config: STARTED, configJob: REQUEUED }, "delete_config"],
  [
    "the config's job is at a later attempt",
    { config: STARTED, configJob: { ...STARTED, attempt: 3 } },
    "delete_config",
  ],
  ["the status was set to sleeping while a job trains", { status: SLEEPING, config: STARTED }, "adopt_job(job)"],
  [
    "the status was given to another job while one trains",
    { status: heldBy(SLEEPING, NEXT, ago(1_000)), config: STARTED },
    "adopt_job(job)",
  ],
  ["the server is being stopped, and a job's config is there", { status: STOPPING, config: STARTED }, "adopt_job(job)"],
  [
    "the server was put aside, and the config that nobody may take any more came late",
    { status: STOPPING, config: STARTED, isConfigClosed: true },
    "delete_config",
  ],
];
