import { expect, test } from "vitest";
import { asOf, changeBy, extend, HISTORY_LENGTH, launchTime, present, verdictOn } from "./instance-state.ts";
import type { History, InstanceState } from "./instance-state.ts";

const STATES = ["pending", "running", "stopping", "stopped", "shutting-down", "terminated"] as const;
const verdicts = (call: "start" | "stop" | "reboot") =>
  Object.fromEntries(STATES.map((state) => [state, verdictOn(call, state, "refuse").is]));

test("a call makes sense in some states, is done already in others, and is refused in the rest", () => {
  expect(verdicts("start")).toEqual({
    pending: "already",
    running: "already",
    stopping: "refused",
    stopped: "go",
    "shutting-down": "refused",
    terminated: "refused",
  });
  expect(verdicts("stop")).toEqual({
    pending: "refused",
    running: "go",
    stopping: "already",
    stopped: "already",
    "shutting-down": "refused",
    terminated: "refused",
  });
  expect(verdicts("reboot")).toMatchObject({
    pending: "refused",
    running: "go",
    stopping: "refused",
    stopped: "refused",
  });
  expect(verdictOn("stop", "pending", "accept").is).toBe("go");
});

const entry = (at: number, state: InstanceState) => ({ at, state, transitionReason: "" });
const history: History = [entry(100, "stopped"), entry(200, "pending"), entry(300, "running")];

test("the end of a stopping keeps the reason why it began", () => {
  const stopping = changeBy({ is: "stopped_by_user" }, history, Date.UTC(2026, 10, 23, 12), false);
  expect(stopping.transitionReason).toBe("User initiated (2026-11-23 12:00:00 GMT)");
  const stopped = changeBy({ is: "off" }, extend(history, stopping), 500, false);
  expect(stopped).toMatchObject({ at: 500, state: "stopped", stateReason: { code: "Client.UserInitiatedShutdown" } });
});

test("an instance that switches itself off ends as its shutdown behaviour says", () => {
  const down = changeBy({ is: "powered_itself_off" }, history, 400, true);
  expect(down.state).toBe("shutting-down");
  expect(changeBy({ is: "off" }, extend(history, down), 500, true).state).toBe("terminated");
});

test("the past is what was known then, and at least what the instance began with", () => {
  expect(present(asOf(history, 250)).state).toBe("pending");
  expect(present(asOf(history, 300)).state).toBe("running");
  expect(present(asOf(history, 0)).state).toBe("stopped");
});

test("the launch time is that of the last start", () => {
  expect(launchTime(history)).toBe(200);
  expect(launchTime([entry(100, "stopped")])).toBe(100);
});

test("a history forgets its oldest changes when it is full", () => {
  let long: History = [entry(0, "stopped")];
  for (let at = 1; at <= HISTORY_LENGTH; at++) long = extend(long, entry(at, "pending"));
  expect(long).toHaveLength(HISTORY_LENGTH);
  expect(long[0].at).toBe(1);
});
