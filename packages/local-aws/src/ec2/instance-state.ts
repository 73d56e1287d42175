/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html */
export type InstanceState = "pending" | "running" | "stopping" | "stopped" | "shutting-down" | "terminated";

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html */
export const STATE_CODE = {
  pending: 0,
  running: 16,
  "shutting-down": 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
} satisfies Record<InstanceState, number>;

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StateReason.html */
export interface StateReason {
  /** e.g. `Client.UserInitiatedShutdown`, `Server.InternalError`. */
  readonly code: string;
  readonly message: string;
}

/** One entry of an instance's history; the last one is its present. */
export interface StateChange {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly state: InstanceState;
  readonly stateReason?: StateReason;
  /** EC2's older, human form of the reason; empty while the instance is on. */
  readonly transitionReason: string;
}

/** Oldest first, never empty. */
export type History = readonly [StateChange, ...StateChange[]];

/** How many changes of an instance are kept. */
export const HISTORY_LENGTH = 200;

export type InstanceCall = "start" | "stop" | "reboot";
export type Verdict = { readonly is: "go" | "already" } | { readonly is: "refused"; readonly message: string };

/**
 * Whether a call makes sense now. Starting what is on and stopping what is off succeeds and changes nothing.
 *
 * @param stopWhilePending - AWS has been seen to do both: it refuses an instance that "has never reached the 'running'
 * state" (cloud-custodian #6014) and accepts others.
 */
export function verdictOn(call: InstanceCall, state: InstanceState, stopWhilePending: "refuse" | "accept"): Verdict {
  switch (call) {
    case "start":
      if (state === "stopped") return { is: "go" };
      if (state === "running" || state === "pending") return { is: "already" };
      return { is: "refused", message: "is not in a state from which it can be started." };
    case "stop":
      if (state === "running") return { is: "go" };
      if (state === "stopped" || state === "stopping") return { is: "already" };
      if (state !== "pending") return { is: "refused", message: "is not in a state from which it can be stopped." };
      if (stopWhilePending === "accept") return { is: "go" };
      return { is: "refused", message: "cannot be stopped as it has never reached the 'running' state." };
    case "reboot":
      if (state === "running") return { is: "go" };
      return { is: "refused", message: "is not in a state from which it can be rebooted." };
  }
}

/** Why an instance changed; decides the state reasons that callers read. */
export type Cause =
  | { readonly is: "started" | "booted" | "stopped_by_user" | "powered_itself_off" | "off" }
  | { readonly is: "boot_failed" | "power_lost"; readonly reason: StateReason };

/** The change that `cause` makes now. `off` keeps the reason of the stopping that it ends. */
export function changeBy(cause: Cause, history: History, at: number, terminates: boolean): StateChange {
  switch (cause.is) {
    case "started":
      return { at, state: "pending", transitionReason: "" };
    case "booted":
      return { at, state: "running", transitionReason: "" };
    case "stopped_by_user":
      return { at, state: "stopping", stateReason: BY_USER, transitionReason: `User initiated (${gmt(at)})` };
    case "powered_itself_off":
      return { at, state: terminates ? "shutting-down" : "stopping", stateReason: BY_ITSELF, transitionReason: "" };
    case "off": {
      const now = present(history);
      return { ...now, at, state: now.state === "shutting-down" ? "terminated" : "stopped" };
    }
    case "boot_failed":
    case "power_lost":
      return { at, state: "stopped", stateReason: cause.reason, transitionReason: cause.reason.code };
  }
}

export function extend(history: History, change: StateChange): History {
  const [first, ...rest] = [...history, change].slice(-HISTORY_LENGTH);
  return [first ?? change, ...rest];
}

export function present(history: History): StateChange {
  return history.at(-1) ?? history[0];
}

/** The history as it was at `at`: what a reader sees whose view lags behind. */
export function asOf(history: History, at: number): History {
  const [first, ...rest] = history.filter((change) => change.at <= at);
  return first === undefined ? [history[0]] : [first, ...rest];
}

/** When the instance was last started, or created if never; milliseconds since the epoch. */
export function launchTime(history: History): number {
  return (history.findLast((change) => change.state === "pending") ?? history[0]).at;
}

const BY_USER = {
  code: "Client.UserInitiatedShutdown",
  message: "Client.UserInitiatedShutdown: User initiated shutdown",
} satisfies StateReason;

const BY_ITSELF = {
  code: "Client.InstanceInitiatedShutdown",
  message: "Client.InstanceInitiatedShutdown: Instance initiated shutdown",
} satisfies StateReason;

/** `2026-11-23 12:00:00 GMT` */
function gmt(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} GMT`;
}
