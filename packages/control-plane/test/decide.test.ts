import { describe, expect, test } from "vitest";
import type { Action } from "../src/server/action.ts";
import { decide } from "../src/server/decide.ts";
import { CLOCKS } from "../testing/world.ts";
import { CONFIG_CREATED, FINISHED, TRAINING, WITHOUT_REPORTS } from "./decide/attempt.ts";
import { brief, type Row } from "./decide/brief.ts";
import { BY_HAND } from "./decide/by-hand.ts";
import { CLAIMED, FREE } from "./decide/free-server.ts";
import { BACK_TO_THE_QUEUE, CANCELLING, NEXT_ATTEMPT } from "./decide/given-up.ts";
import { seen } from "./decide/observed.ts";
import { OVER, STOPPING_ROWS } from "./decide/over.ts";

const TABLES: Readonly<Record<string, readonly Row[]>> = {
  "a free server": FREE,
  "a server that names a job without a server": CLAIMED,
  "a job whose config nobody has taken": CONFIG_CREATED,
  "a job that trains": TRAINING,
  "a job whose machine has finished": FINISHED,
  "a job on a server that does not report": WITHOUT_REPORTS,
  "a job that is being cancelled": CANCELLING,
  "a job that goes back to the queue": BACK_TO_THE_QUEUE,
  "a job's next attempt": NEXT_ATTEMPT,
  "a job that is over": OVER,
  "a server that stops": STOPPING_ROWS,
  "a bucket that somebody has changed": BY_HAND,
};
const ROWS = Object.values(TABLES).flat();

describe.each(Object.entries(TABLES))("%s", (_, rows) => {
  test.each(rows)("%s", (__, unusual, steps) => {
    expect(brief(decide(seen(unusual), CLOCKS))).toBe(steps);
  });
});

/** A new kind of step does not compile until it stands here. */
const STEPS = {
  rebuild_status: true,
  adopt_job: true,
  hold_server: true,
  hand_over: true,
  release_server: true,
  begin_stopping: true,
  renew_stopping: true,
  sleep: true,
  apply_dev_mode: true,
  suspect: true,
  trust: true,
  assign: true,
  create_config: true,
  mark_config: true,
  retry: true,
  renew_fence: true,
  rewrite_config: true,
  unfence: true,
  end: true,
  finish: true,
  refuse: true,
  want_requeue: true,
  keep_attempt: true,
  put_back: true,
  requeue: true,
  close_claim: true,
  delete_config: true,
  leave_queue: true,
  clear_leftovers: true,
  write_receipt: true,
  start: true,
  stop: true,
  rest: true,
} satisfies Record<Action["type"], true>;

test("every kind of step is decided in some row", () => {
  const decided = new Set(ROWS.flatMap(([, unusual]) => decide(seen(unusual), CLOCKS).map(({ type }) => type)));
  expect([...decided].toSorted()).toEqual(Object.keys(STEPS).toSorted());
});

test("in no row a function that sees no machines switches one", () => {
  for (const [, unusual] of ROWS) {
    const types = decide(seen({ ...unusual, machines: "unseen" }), CLOCKS).map(({ type }) => type);
    expect(types.filter((type) => type === "start" || type === "stop")).toEqual([]);
  }
});
